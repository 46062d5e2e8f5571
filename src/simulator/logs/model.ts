/** As much of CloudWatch Logs as a reader of logs needs, in the form of a distilled service model: names, bounds and which members are required. */
import type { ServiceModel } from '../../model/types.ts';
import { structure } from '../handwritten.ts';

export const logsModel: ServiceModel = {
  service: 'logs',
  source: 'written by hand',
  protocol: 'json',
  signingName: 'logs',
  targetPrefix: 'Logs_20140328',
  operations: {
    DescribeLogStreams: { input: 'DescribeLogStreamsRequest', output: 'Answer', errors: ['ResourceNotFoundException'] },
    FilterLogEvents: { input: 'FilterLogEventsRequest', output: 'Answer', errors: ['ResourceNotFoundException'] },
    GetLogEvents: { input: 'GetLogEventsRequest', output: 'Answer', errors: ['ResourceNotFoundException'] },
  },
  shapes: {
    Answer: structure({}),
    Boolean: { type: 'boolean' },
    DescribeLimit: { type: 'integer', min: 1, max: 50 },
    EventsLimit: { type: 'integer', min: 1, max: 10_000 },
    LogGroupName: { type: 'string', min: 1, max: 512, pattern: '[\\.\\-_/#A-Za-z0-9]+' },
    LogStreamName: { type: 'string', min: 1, max: 512, pattern: '[^:*]*' },
    NextToken: { type: 'string', min: 1 },
    OrderBy: { type: 'string', enum: ['LogStreamName', 'LastEventTime'] },
    StreamNames: { type: 'list', of: 'LogStreamName', min: 1, max: 100 },
    Timestamp: { type: 'long', min: 0 },
    DescribeLogStreamsRequest: structure({
      logGroupName: 'LogGroupName',
      logStreamNamePrefix: 'LogStreamName',
      orderBy: 'OrderBy',
      descending: 'Boolean',
      nextToken: 'NextToken',
      limit: 'DescribeLimit',
    }),
    FilterLogEventsRequest: structure({
      logGroupName: 'LogGroupName',
      logStreamNames: 'StreamNames',
      logStreamNamePrefix: 'LogStreamName',
      startTime: 'Timestamp',
      endTime: 'Timestamp',
      nextToken: 'NextToken',
      limit: 'EventsLimit',
    }),
    GetLogEventsRequest: structure(
      {
        logGroupName: 'LogGroupName',
        logStreamName: 'LogStreamName',
        startTime: 'Timestamp',
        endTime: 'Timestamp',
        nextToken: 'NextToken',
        limit: 'EventsLimit',
        startFromHead: 'Boolean',
      },
      ['logStreamName'],
    ),
  },
};
