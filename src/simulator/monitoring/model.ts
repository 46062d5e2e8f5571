/** As much of CloudWatch as a reader of metrics needs, in the form of a distilled service model: names, bounds and which members are required. */
import type { ServiceModel } from '../../model/types.ts';
import { structure } from '../handwritten.ts';

export const monitoringModel: ServiceModel = {
  service: 'monitoring',
  source: 'written by hand',
  protocol: 'json-1.0',
  signingName: 'monitoring',
  targetPrefix: 'GraniteServiceVersion20100801',
  operations: { GetMetricData: { input: 'GetMetricDataInput', output: 'Answer', errors: ['InvalidNextToken'] } },
  shapes: {
    Answer: structure({}),
    Boolean: { type: 'boolean' },
    Timestamp: { type: 'timestamp' },
    NextToken: { type: 'string' },
    MetricId: { type: 'string', min: 1, max: 255 },
    Text: { type: 'string', min: 1, max: 255 },
    Expression: { type: 'string', min: 1, max: 2048 },
    Namespace: { type: 'string', min: 1, max: 255, pattern: '[^:].*' },
    Period: { type: 'integer', min: 1 },
    Stat: { type: 'string' },
    MaxDatapoints: { type: 'integer' },
    ScanBy: { type: 'string', enum: ['TimestampDescending', 'TimestampAscending'] },
    Dimension: structure({ Name: 'Text', Value: 'Text' }, ['Name', 'Value']),
    Dimensions: { type: 'list', of: 'Dimension', max: 30 },
    Metric: structure({ Namespace: 'Namespace', MetricName: 'Text', Dimensions: 'Dimensions' }),
    MetricStat: structure({ Metric: 'Metric', Period: 'Period', Stat: 'Stat', Unit: 'Stat' }, ['Metric', 'Period', 'Stat']),
    MetricDataQuery: structure(
      {
        Id: 'MetricId',
        MetricStat: 'MetricStat',
        Expression: 'Expression',
        Label: 'Text',
        ReturnData: 'Boolean',
        Period: 'Period',
      },
      ['Id'],
    ),
    MetricDataQueries: { type: 'list', of: 'MetricDataQuery' },
    GetMetricDataInput: structure(
      {
        MetricDataQueries: 'MetricDataQueries',
        StartTime: 'Timestamp',
        EndTime: 'Timestamp',
        NextToken: 'NextToken',
        ScanBy: 'ScanBy',
        MaxDatapoints: 'MaxDatapoints',
      },
      ['MetricDataQueries', 'StartTime', 'EndTime'],
    ),
  },
};
