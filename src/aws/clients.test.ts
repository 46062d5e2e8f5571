import { DescribeScalableTargetsCommand } from '@aws-sdk/client-application-auto-scaling';
import { ListDeploymentsCommand } from '@aws-sdk/client-greengrassv2';
import { ListModelsCommand } from '@aws-sdk/client-sagemaker';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { startSimulator, type Simulator } from '../simulator/simulator.ts';
import { createClients, type Clients } from './clients.ts';
import { TestClock } from './testkit.ts';

let simulator: Simulator;
let clients: Clients;
let leads: boolean;
beforeEach(async () => {
  leads = true;
  simulator = await startSimulator();
  clients = createClients({
    clock: new TestClock(),
    region: 'us-east-1',
    endpointUrl: simulator.url,
    identityEndpointUrl: simulator.url,
    credentials: () => Promise.resolve({ accessKeyId: 'AKIAOWN', secretAccessKey: 'secret' }),
    instance: 'pod-1',
    mayAct: () => leads,
  });
});
afterEach(async () => {
  clients.destroy();
  await simulator.stop();
});

const COMMANDS = [
  { service: 'sagemaker', command: new ListModelsCommand({}) },
  { service: 'application-autoscaling', command: new DescribeScalableTargetsCommand({ ServiceNamespace: 'sagemaker' }) },
  { service: 'greengrassv2', command: new ListDeploymentsCommand({}) },
] as const;

it('send a command to its own service, with the identity and the region of the scope', async () => {
  const signal = new AbortController().signal;
  const roleArn = 'arn:aws:iam::222222222222:role/tenant';
  for (const scope of [{ region: 'eu-west-1' }, { region: 'eu-central-1', roleArn }])
    for (const { service, command } of COMMANDS) await clients.send({ scope, service }, command, signal);
  const calls = simulator.ledger.entries().filter(({ service }) => service !== 'sts');
  expect(calls.map(({ service, region, account, ok }) => [service, region, account, ok])).toEqual([
    ['sagemaker', 'eu-west-1', '123456789012', true],
    ['application-autoscaling', 'eu-west-1', '123456789012', true],
    ['greengrassv2', 'eu-west-1', '123456789012', true],
    ['sagemaker', 'eu-central-1', '222222222222', true],
    ['application-autoscaling', 'eu-central-1', '222222222222', true],
    ['greengrassv2', 'eu-central-1', '222222222222', true],
  ]);
});

it('tell which replica calls', async () => {
  await clients.send({ scope: { region: 'eu-west-1' }, service: 'sagemaker' }, COMMANDS[0].command, new AbortController().signal);
  expect(simulator.ledger.entries()).toMatchObject([{ userAgent: expect.stringContaining('instance/pod-1') }]);
});

it('send nothing for a replica that does not lead, and do not ask who it is', async () => {
  const signal = new AbortController().signal;
  const scope = { region: 'eu-west-1' };
  leads = false;
  const refused = { kind: 'transient', code: 'NotLeading' };
  for (const { service, command } of COMMANDS)
    await expect(clients.send({ scope, service }, command, signal)).rejects.toMatchObject(refused);
  await expect(clients.identity(signal)).rejects.toMatchObject(refused);
  expect(simulator.ledger.entries()).toEqual([]);
});

it('send nothing on a connection that stands only when the lease is lost', async () => {
  let gates = 0;
  const late = createClients({
    clock: new TestClock(),
    region: 'us-east-1',
    endpointUrl: simulator.url,
    credentials: () => Promise.resolve({ accessKeyId: 'AKIAOWN', secretAccessKey: 'secret' }),
    mayAct: () => gates++ === 0,
  });
  const sent = late.send(
    { scope: { region: 'eu-west-1' }, service: 'sagemaker' },
    COMMANDS[0].command,
    new AbortController().signal,
  );
  await expect(sent).rejects.toMatchObject({ code: 'NotLeading' });
  expect(gates).toBe(2);
  late.destroy();
  expect(simulator.ledger.entries()).toEqual([]);
});
