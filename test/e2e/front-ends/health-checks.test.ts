import { writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { startFrontEnds } from './front-end-service.ts';

test('a load balancer asks its functions whether they are well, and says what has changed', async () => {
  const answering = (status: number): string => `export const handler = async (event) => {
    console.log(JSON.stringify(event));
    return { statusCode: ${status} };
  };`;
  await using folder = await temporaryFolder({ 'well.mjs': answering(200) });
  const lines: string[] = [];
  const routes = [
    { route: 'GET /a', function: 'well' },
    { route: '$default', function: 'well' },
  ];
  await using service = await startFrontEnds(
    {
      functions: [{ name: 'well', path: folder.path, handler: 'well.handler' }],
      apis: [{ name: 'front', type: 'load-balancer', healthCheck: { path: '/health', interval: 1 }, routes }],
    },
    { onLogLine: (_name, line) => lines.push(line) },
  );
  const { notices } = service.lambda;
  await expect.poll(() => lines.join('\n')).toContain('"path":"/health"');
  expect(lines.join('\n')).toContain('"headers":{"user-agent":"ELB-HealthChecker/2.0"}');
  await writeFile(`${folder.path}/well.mjs`, answering(503));
  await expect.poll(() => notices).toContain('front, well: unhealthy: answers 503');
  expect(await service.send('/apis/front/x')).toMatchObject({ status: 503 });
  await writeFile(`${folder.path}/well.mjs`, answering(200));
  await expect.poll(() => notices).toContain('front, well: healthy again');
});
