/** One job's trace, as a collector receives it. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { OperatorProcess } from '../support/operator-process.ts';
import { trainingSpec } from '../support/specs.ts';
import { isReady, Stage } from '../support/stage.ts';

interface Span {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes: readonly { readonly key: string; readonly value: { readonly stringValue?: string } }[];
}
interface Export {
  readonly resourceSpans: readonly { readonly scopeSpans: readonly { readonly spans: readonly Span[] }[] }[];
}

let stage: Stage;
let collector: Server;
const spans: Span[] = [];
beforeAll(async () => {
  stage = await Stage.set({ operator: false, simulator: { speed: 300 } });
  collector = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      if (request.url !== '/v1/traces') return response.writeHead(404).end();
      for (const { scopeSpans } of (JSON.parse(body) as Export).resourceSpans)
        spans.push(...scopeSpans.flatMap((scope) => scope.spans));
      return response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
  });
  await new Promise<void>((resolve) => void collector.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  collector.closeAllConnections();
  collector.close();
  await stage[Symbol.asyncDispose]();
});

const attribute = (span: Span, key: string): string | undefined =>
  span.attributes.find((candidate) => candidate.key === key)?.value.stringValue;

test("leads from the wait in the queue to each call that was made for the job, and a sweep is nobody's child", async () => {
  const { port } = collector.address() as AddressInfo;
  await using operator = new OperatorProcess([...stage.operatorFlags, '--metrics-addr=0', '--healthz-addr=0'], {
    AWS_ACCESS_KEY_ID: 'AKID',
    AWS_SECRET_ACCESS_KEY: 'secret-of-the-test',
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`,
  });
  await operator.says('working');
  await stage.create('TrainingJob', 'traced', trainingSpec({ trainingJobName: 'traced' }));
  await stage.until('TrainingJob', 'traced', isReady);
  expect((await operator.stop()).code).toBe(0);

  const create = spans.filter(({ name }) => name === 'sagemaker CreateTrainingJob');
  expect(create).toHaveLength(1);
  const root = spans.find(({ spanId }) => spanId === create[0]?.parentSpanId);
  expect(root).toMatchObject({ name: 'reconcile TrainingJob', traceId: create[0]?.traceId });
  expect(root?.parentSpanId ?? '').toBe('');
  if (!root) throw new Error('unreachable');
  expect(attribute(root, 'k8s.namespace.name')).toBe(stage.namespace);
  expect(attribute(root, 'sagemaker_operator.name')).toBe('traced');

  const children = spans.filter(({ parentSpanId }) => parentSpanId === root.spanId);
  const inOrder = children.toSorted((a, b) => Number(BigInt(a.startTimeUnixNano) - BigInt(b.startTimeUnixNano)));
  expect(inOrder.map(({ name }) => name)).toEqual([
    'queue',
    'PATCH trainingjobs',
    'sagemaker CreateTrainingJob',
    'PATCH trainingjobs/status',
  ]);
  for (const { startTimeUnixNano, endTimeUnixNano } of children) {
    expect(BigInt(startTimeUnixNano)).toBeGreaterThanOrEqual(BigInt(root.startTimeUnixNano));
    expect(BigInt(endTimeUnixNano)).toBeLessThanOrEqual(BigInt(root.endTimeUnixNano));
  }
  const sweeps = spans.filter(({ name }) => name === 'sagemaker ListTrainingJobs');
  expect(sweeps.length).toBeGreaterThan(0);
  expect(sweeps.map(({ parentSpanId }) => parentSpanId ?? '')).toEqual(sweeps.map(() => ''));
  expect(JSON.stringify(spans)).not.toContain('secret-of-the-test');
});
