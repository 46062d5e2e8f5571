/**
 * Where each service is. One address may stand for all of AWS, as a simulator does, or be one service's own, as a VPC endpoint is: the
 * hosts of AWS itself answer for a single service, and any other host is taken to answer for all.
 */
import type { Scope } from '../engine/ports.ts';
import type { ServiceName } from './operations.ts';

export interface Endpoints {
  /** For all services; SageMaker's alone when it is an address of AWS's. */
  readonly endpointUrl?: string;
  /** One service's own. Messages of the push come by SQS, which has no operations here. */
  readonly endpointUrls?: Readonly<Partial<Record<ServiceName | 'sqs', string>>>;
}

const AWS_HOST = /\.(?:amazonaws\.com(?:\.cn)?|amazonaws\.eu|api\.aws|api\.amazonwebservices\.com\.cn)$/;

/** The address to call; undefined for AWS's own. The nearer word wins: the scope's, the service's, the one for all. */
export function endpointOf(endpoints: Endpoints, { endpointUrl }: Scope, service: string): string | undefined {
  const said = [
    serving(endpointUrl, service),
    (endpoints.endpointUrls as Readonly<Record<string, string>> | undefined)?.[service],
    serving(endpoints.endpointUrl, service),
  ];
  return said.find((url) => url !== undefined && url !== '');
}

const serving = (url: string | undefined, service: string): string | undefined =>
  service === 'sagemaker' || url === undefined || !isAws(url) ? url : undefined;

const isAws = (url: string): boolean => URL.canParse(url) && AWS_HOST.test(new URL(url).hostname);
