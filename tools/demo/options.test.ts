import { describe, expect, test } from 'vitest';
import { environmentOf } from './operator.ts';
import { parseOptions } from './options.ts';

describe('nothing of yours is used by chance', () => {
  const yours = { KUBECONFIG: '/home/me/.kube/config', AWS_REGION: 'eu-west-1', AWS_PROFILE: 'production' };

  test('your KUBECONFIG and AWS settings alone change nothing', () => {
    const { cluster, aws, region } = parseOptions([], yours);
    expect([cluster.kind, aws.kind, region]).toEqual(['own', 'simulated', 'us-east-1']);
  });

  test('your cluster takes a flag, and still has a simulated SageMaker', () => {
    const { cluster, aws, namespace } = parseOptions(['--kubeconfig', 'k', '--aws-region', 'eu-west-1'], yours);
    expect(cluster).toEqual({ kind: 'yours', kubeconfig: 'k', context: undefined });
    expect([aws.kind, namespace]).toEqual(['simulated', 'sagemaker-demo']);
  });

  test('an endpoint of yours gets made-up credentials', () => {
    const { aws } = parseOptions(['--aws-endpoint-url', 'http://127.0.0.1:4566'], yours);
    const env = environmentOf(aws, yours);
    expect(aws.kind).toBe('endpoint');
    expect(env['AWS_PROFILE']).toBeUndefined();
    expect(env['AWS_SECRET_ACCESS_KEY']).toBe('simulated');
    expect(env['KUBECONFIG']).toBe(yours.KUBECONFIG);
  });

  test('--real uses both, with manifests of yours', () => {
    const { cluster, aws, region, timeoutSeconds } = parseOptions(['--real', '--manifests', 'mine'], yours);
    expect([cluster.kind, aws.kind, region, timeoutSeconds]).toEqual(['yours', 'real', 'eu-west-1', 3600]);
    expect(environmentOf(aws, yours)['AWS_PROFILE']).toBe('production');
  });
});

describe('a command line that cannot be followed is refused with what would help', () => {
  test.each([
    [['--real'], '--real needs --manifests'],
    [['--real', '--manifests', 'm'], '--real needs --aws-region'],
    [['--aws-endpoint-url', 'nowhere'], "takes a URL, not 'nowhere'"],
    [['--timeout', 'soon'], "takes a number of seconds, not 'soon'"],
    [['--kepe'], 'Usage: make demo'],
    [['extra'], 'Usage: make demo'],
  ])('%j', (args, message) => {
    expect(() => parseOptions(args, {})).toThrow(message);
  });
});
