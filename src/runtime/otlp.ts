/** Traces over OTLP/HTTP. Imported when they are wanted and not before: it costs memory and start-up that others shall not pay. */
import { AsyncLocalStorage } from 'node:async_hooks';
import { ROOT_CONTEXT, type Span, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { type Key, kindOf } from '../engine/ports.ts';
import type { TracedCall, Tracing } from './spans.ts';

export interface ExportOptions {
  /** `/v1/traces` is appended. */
  readonly endpoint: string;
  readonly instance: string;
  readonly version: string;
}

interface Pass {
  readonly span: Span;
  over: boolean;
}

const CLOSE_MS = 3_000;

export function exportTraces({ endpoint, instance, version }: ExportOptions): Tracing {
  const exporter = new OTLPTraceExporter({ url: `${endpoint.replace(/\/$/, '')}/v1/traces`, timeoutMillis: CLOSE_MS });
  const provider = new TracerProvider({
    resource: resourceFromAttributes({
      'service.name': 'sagemaker-operator',
      'service.version': version,
      'service.instance.id': instance,
    }),
    spanProcessors: [new BatchSpanProcessor({ exporter, exportTimeoutMillis: CLOSE_MS })],
  });
  const tracer = provider.getTracer('sagemaker-operator', version);
  const passes = new AsyncLocalStorage<Pass>();
  const within = (span: Span) => trace.setSpan(ROOT_CONTEXT, span);

  return {
    async pass(key, waitedMs, work) {
      const now = Date.now();
      const startTime = now - waitedMs;
      const span = tracer.startSpan(`reconcile ${kindOf(key)}`, { startTime, attributes: attributesOf(key) }, ROOT_CONTEXT);
      tracer.startSpan('queue', { startTime }, within(span)).end(now);
      const pass = { span, over: false };
      try {
        return await passes.run(pass, work);
      } catch (error) {
        span.setStatus({ code: SpanStatusCode.ERROR, message: String(error) });
        throw error;
      } finally {
        pass.over = true;
        span.end();
      }
    },
    called({ name, ms, attributes, error }: TracedCall) {
      const now = Date.now();
      const pass = passes.getStore();
      // A timer that a pass has set remembers the pass: the sweep that it began goes on when the pass is long over.
      const parent = pass && !pass.over ? within(pass.span) : ROOT_CONTEXT;
      const span = tracer.startSpan(name, { startTime: now - ms, kind: SpanKind.CLIENT, attributes }, parent);
      if (error !== undefined) span.setStatus({ code: SpanStatusCode.ERROR, message: error });
      span.end(now);
    },
    close: () => provider.shutdown().catch(() => undefined),
  };
}

function attributesOf(key: Key): Readonly<Record<string, string>> {
  const [kind = '', namespace = '', name = ''] = key.split('/');
  return { 'k8s.namespace.name': namespace, 'sagemaker_operator.kind': kind, 'sagemaker_operator.name': name };
}
