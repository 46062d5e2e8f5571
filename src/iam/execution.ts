/** Policies for the roles that specs name: what a container needs from AWS, and SageMaker on its behalf. */
import { ACCOUNT, type IamPolicy, policyOf, type Statement } from './policy.ts';

const BUCKET = 'arn:aws:s3:::BUCKET';

const logs: Statement = {
  Sid: 'Logs',
  Effect: 'Allow',
  Action: ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:PutLogEvents'],
  Resource: `arn:aws:logs:*:${ACCOUNT}:log-group:/aws/sagemaker/*`,
};

const metrics: Statement = {
  Sid: 'Metrics',
  Effect: 'Allow',
  Action: ['cloudwatch:PutMetricData'],
  Resource: '*',
  Condition: { StringLike: { 'cloudwatch:namespace': ['/aws/sagemaker/*', 'AWS/SageMaker*'] } },
};

const images: readonly Statement[] = [
  { Sid: 'Login', Effect: 'Allow', Action: ['ecr:GetAuthorizationToken'], Resource: '*' },
  {
    Sid: 'Images',
    Effect: 'Allow',
    Action: ['ecr:BatchCheckLayerAvailability', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'],
    Resource: 'arn:aws:ecr:*:*:repository/REPOSITORY',
  },
];

const key = (...actions: readonly string[]): Statement => ({
  Sid: 'Keys',
  Effect: 'Allow',
  Action: actions,
  Resource: `arn:aws:kms:*:${ACCOUNT}:key/KEY_ID`,
});

/** Keys of volumes are used by EBS, through a grant. */
const volumeKey: Statement = {
  Sid: 'VolumeKeys',
  Effect: 'Allow',
  Action: ['kms:CreateGrant'],
  Resource: `arn:aws:kms:*:${ACCOUNT}:key/KEY_ID`,
  Condition: { Bool: { 'kms:GrantIsForAWSResource': 'true' } },
};

/** Network interfaces of a VPC are made by SageMaker in the role's name. */
const network: readonly Statement[] = [
  {
    Sid: 'LookAtNetworks',
    Effect: 'Allow',
    Action: [
      'ec2:DescribeDhcpOptions',
      'ec2:DescribeNetworkInterfaces',
      'ec2:DescribeSecurityGroups',
      'ec2:DescribeSubnets',
      'ec2:DescribeVpcs',
    ],
    Resource: '*',
  },
  {
    Sid: 'Interfaces',
    Effect: 'Allow',
    Action: [
      'ec2:CreateNetworkInterface',
      'ec2:CreateNetworkInterfacePermission',
      'ec2:DeleteNetworkInterface',
      'ec2:DeleteNetworkInterfacePermission',
    ],
    Resource: ['network-interface/*', 'subnet/SUBNET_ID', 'security-group/SECURITY_GROUP_ID'].map(
      (resource) => `arn:aws:ec2:*:${ACCOUNT}:${resource}`,
    ),
  },
];

export const executionPolicies: ReadonlyMap<string, IamPolicy> = new Map([
  [
    'execution-role-training',
    policyOf(
      { Sid: 'Bucket', Effect: 'Allow', Action: ['s3:GetBucketLocation', 's3:ListBucket'], Resource: BUCKET },
      {
        Sid: 'Data',
        Effect: 'Allow',
        Action: ['s3:AbortMultipartUpload', 's3:GetObject', 's3:PutObject'],
        Resource: `${BUCKET}/PREFIX/*`,
      },
      ...images,
      logs,
      metrics,
      key('kms:Decrypt', 'kms:DescribeKey', 'kms:GenerateDataKey'),
      volumeKey,
      ...network,
    ),
  ],
  [
    'execution-role-hosting',
    policyOf(
      { Sid: 'Bucket', Effect: 'Allow', Action: ['s3:GetBucketLocation', 's3:ListBucket'], Resource: BUCKET },
      { Sid: 'Models', Effect: 'Allow', Action: ['s3:GetObject'], Resource: `${BUCKET}/PREFIX/*` },
      { Sid: 'Captured', Effect: 'Allow', Action: ['s3:PutObject'], Resource: `${BUCKET}/CAPTURE_PREFIX/*` },
      ...images,
      logs,
      metrics,
      key('kms:Decrypt', 'kms:DescribeKey', 'kms:GenerateDataKey'),
      volumeKey,
      ...network,
    ),
  ],
]);
