/** CloudWatch, loaded when somebody first asks for a curve: an operator that nobody asks does not carry it. */
export { CloudWatchClient, GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
