/** As much of SQS as a reader of messages and its tests need, in the form of a distilled service model: names, bounds and which members are required. */
import type { ServiceModel } from '../../model/types.ts';
import { structure } from '../handwritten.ts';

export const sqsModel: ServiceModel = {
  service: 'sqs',
  source: 'written by hand',
  protocol: 'json',
  signingName: 'sqs',
  targetPrefix: 'AmazonSQS',
  operations: {
    DeleteMessageBatch: { input: 'DeleteMessageBatchRequest', output: 'Answer', errors: ['QueueDoesNotExist'] },
    ReceiveMessage: { input: 'ReceiveMessageRequest', output: 'Answer', errors: ['QueueDoesNotExist'] },
    SendMessage: { input: 'SendMessageRequest', output: 'Answer', errors: ['QueueDoesNotExist'] },
  },
  shapes: {
    Answer: structure({}),
    DeleteEntries: { type: 'list', of: 'DeleteEntry', min: 1, max: 10 },
    DeleteEntry: structure({ Id: 'String', ReceiptHandle: 'String' }, ['Id', 'ReceiptHandle']),
    DeleteMessageBatchRequest: structure({ QueueUrl: 'String', Entries: 'DeleteEntries' }, ['QueueUrl', 'Entries']),
    MessageCount: { type: 'integer', min: 1, max: 10 },
    ReceiveMessageRequest: structure(
      {
        QueueUrl: 'String',
        MaxNumberOfMessages: 'MessageCount',
        VisibilityTimeout: 'Seconds',
        WaitTimeSeconds: 'WaitSeconds',
      },
      ['QueueUrl'],
    ),
    Seconds: { type: 'integer', min: 0, max: 43_200 },
    SendMessageRequest: structure({ QueueUrl: 'String', MessageBody: 'String', DelaySeconds: 'Seconds' }, [
      'QueueUrl',
      'MessageBody',
    ]),
    String: { type: 'string', min: 1 },
    WaitSeconds: { type: 'integer', min: 0, max: 20 },
  },
};
