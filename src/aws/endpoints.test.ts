import { expect, it } from 'vitest';
import { endpointOf } from './endpoints.ts';

const VPCE = 'https://vpce-0a1b.api.sagemaker.eu-west-1.vpce.amazonaws.com';
const SIMULATOR = 'http://127.0.0.1:4566';
const scope = { region: 'eu-west-1' };

it('is AWS’s own where nobody names one', () => {
  expect(endpointOf({}, scope, 'sagemaker')).toBeUndefined();
  expect(endpointOf({ endpointUrl: '' }, scope, 'greengrassv2')).toBeUndefined();
});

it('serves all services, as a simulator does', () => {
  for (const service of ['sagemaker', 'application-autoscaling', 'greengrassv2'] as const) {
    expect(endpointOf({ endpointUrl: SIMULATOR }, scope, service)).toBe(SIMULATOR);
    expect(endpointOf({}, { ...scope, endpointUrl: SIMULATOR }, service)).toBe(SIMULATOR);
  }
});

it.each([VPCE, 'https://api.sagemaker.cn-north-1.amazonaws.com.cn', 'https://sagemaker.eu-west-1.api.aws'])(
  'serves SageMaker alone when it is one of AWS’s hosts: %s',
  (endpointUrl) => {
    expect(endpointOf({ endpointUrl }, scope, 'sagemaker')).toBe(endpointUrl);
    expect(endpointOf({ endpointUrl }, scope, 'application-autoscaling')).toBeUndefined();
    expect(endpointOf({}, { ...scope, endpointUrl }, 'greengrassv2')).toBeUndefined();
  },
);

it('is the nearest that is named: of the namespace, of the service, of all', () => {
  const endpointUrls = { 'application-autoscaling': 'https://scaling.example' };
  const endpoints = { endpointUrl: SIMULATOR, endpointUrls };
  expect(endpointOf(endpoints, scope, 'application-autoscaling')).toBe('https://scaling.example');
  expect(endpointOf(endpoints, scope, 'greengrassv2')).toBe(SIMULATOR);
  const namespace = { ...scope, endpointUrl: 'https://tenant.example' };
  expect(endpointOf(endpoints, namespace, 'application-autoscaling')).toBe('https://tenant.example');
  expect(endpointOf(endpoints, { ...scope, endpointUrl: VPCE }, 'application-autoscaling')).toBe('https://scaling.example');
});
