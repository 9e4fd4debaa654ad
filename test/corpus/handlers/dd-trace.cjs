const tracer = require('dd-trace');

// Otherwise it writes its spans, with ids by chance, to the log.
const experimental = { exporter: 'agent' };
tracer.init({ startupLogs: false, service: 'corpus', url: 'http://127.0.0.1:1', plugins: false, experimental });

exports.handler = async ({ id, name }) =>
  await tracer.trace('work', { tags: { id } }, async (span) => {
    const headers = {};
    tracer.inject(span, 'http_headers', headers);
    console.log(tracer.scope().active() === span, Object.keys(headers));
    if (id === 8) throw new RangeError('cannot be traced');
    return { name, carried: headers['x-datadog-trace-id'] === span.context().toTraceId() };
  });
