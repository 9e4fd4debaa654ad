import * as Sentry from '@sentry/aws-serverless';

const sent = [];
Sentry.init({
  dsn: 'http://public@127.0.0.1:1/1',
  tracesSampleRate: 1,
  environment: 'corpus',
  transport: (options) =>
    Sentry.createTransport(options, async ({ body }) => {
      sent.push(body.toString());
      return { statusCode: 200 };
    }),
});

export const handler = Sentry.wrapHandler(async ({ id, name }) => {
  Sentry.setTag('name', name);
  Sentry.captureMessage(`hello ${name}`);
  await Sentry.startSpan({ name: 'work', op: 'corpus' }, async () => await Sentry.flush(1000));
  const items = sent.splice(0).flatMap((text) => text.split('\n').flatMap((line) => JSON.parse(line).message ?? []));
  console.log(items);
  if (id === 8) throw new RangeError('cannot be watched');
  return { items };
});
