/** SQS, loaded when a queue is to be read: an operator that has none does not carry it. */
export { DeleteMessageBatchCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
