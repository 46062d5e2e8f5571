/** CloudWatch Logs, loaded when somebody first asks for a log: an operator that nobody asks does not carry it. */
export {
  CloudWatchLogsClient,
  DescribeLogStreamsCommand,
  FilterLogEventsCommand,
  GetLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
