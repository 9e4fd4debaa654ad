import { setTimeout as pause } from 'node:timers/promises';

export const handler = awslambda.streamifyResponse(async (event, responseStream) => {
  const page = awslambda.HttpResponseStream.from(responseStream, {
    statusCode: 200,
    headers: { 'content-type': 'text/html; charset=utf-8' },
  });
  page.write(`<h1>Hello, ${event.name ?? 'World'}!</h1>\n`);
  for (const part of ['first', 'second', 'third']) {
    await pause(150);
    page.write(`<p>the ${part} part, as soon as it is ready</p>\n`);
  }
  page.end();
});
