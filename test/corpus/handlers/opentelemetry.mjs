import { context, SpanStatusCode, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';

const exporter = new InMemorySpanExporter();
const provider = new BasicTracerProvider({
  resource: resourceFromAttributes({ 'service.name': 'corpus' }),
  spanProcessors: [new SimpleSpanProcessor(exporter)],
});
trace.setGlobalTracerProvider(provider);
context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());

export const handler = async ({ id, name }) => {
  const tracer = trace.getTracer('corpus');
  exporter.reset();
  await tracer.startActiveSpan('outer', async (outer) => {
    tracer.startActiveSpan('inner', (inner) => inner.setAttribute('name', name).end());
    outer.setStatus({ code: id === 8 ? SpanStatusCode.ERROR : SpanStatusCode.OK }).end();
  });
  await provider.forceFlush();
  const spans = exporter.getFinishedSpans();
  const [inner, outer] = spans;
  console.log(spans.map((span) => span.name));
  return {
    nested: inner.parentSpanContext.spanId === outer.spanContext().spanId,
    attributes: inner.attributes,
    status: outer.status,
  };
};
