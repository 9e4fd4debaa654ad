import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CreateFunctionCommand, DeleteFunctionCommand } from '@aws-sdk/client-lambda';
import { strToU8, zipSync } from 'fflate';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { functionConfig } from '../../../service/functions/function-config.ts';
import { noChromium, startChromium } from '../../support/chromium.ts';
import { fixture, startService, type TestService } from '../../support/start-service.ts';
import { type TemporaryFolder, temporaryFolder } from '../../support/temporary-folder.ts';
import { type WatchedPage, watchPage } from '../../support/watched-page.ts';

/** A function whose init and invocations wait for files. */
function waitingFunction(gates: string): string {
  return `import { existsSync } from 'node:fs';
const gate = async (name) => { while (!existsSync(${JSON.stringify(gates)} + '/' + name)) await new Promise((go) => setTimeout(go, 10)); };
await gate('init');
export const handler = async (event) => { console.warn('got', JSON.stringify(event)); await gate('invoke'); return 'through'; };
`;
}

let browser: Browser;
let gates: TemporaryFolder;
let code: TemporaryFolder;
let lambda: TestService;
let watched: WatchedPage;

beforeAll(async () => {
  if (noChromium !== undefined) return;
  gates = await temporaryFolder();
  code = await temporaryFolder({ 'index.mjs': waitingFunction(gates.path) });
  const waits = functionConfig({
    name: 'waits',
    taskRoot: code.path,
    handler: 'index.handler',
    timeoutMs: 60_000,
    variables: { KEY: 'secret' },
  });
  const paths = ['returns-event', 'throws-type-error', 'logs-event'].map(fixture);
  lambda = await startService({ paths, functions: [waits] });
  browser = await startChromium();
});

afterAll(async () => {
  await browser?.close();
  await lambda?.[Symbol.asyncDispose]();
  await code?.[Symbol.asyncDispose]();
  await gates?.[Symbol.asyncDispose]();
});

beforeEach(async (context) => {
  if (noChromium !== undefined) context.skip(noChromium);
  watched = await watchPage(browser, lambda.service.endpoint);
  return () => watched.page.close();
});

test('an invocation is watched from its init to its end', async () => {
  const { page } = watched;
  await watched.function('waits').click();
  await page.getByLabel('Event template').selectOption('SQS');
  expect(await page.getByLabel('Event', { exact: true }).inputValue()).toContain('aws:sqs');
  await page.getByRole('button', { name: 'Invoke', exact: true }).click();
  await expect.poll(() => watched.phasesOf('waits')).toContain('initializing');
  await page.locator('tbody[data-status=running]').waitFor();
  await writeFile(join(gates.path, 'init'), '');
  await expect.poll(() => watched.phasesOf('waits')).toContain('invoking');
  await writeFile(join(gates.path, 'invoke'), '');
  const row = page.locator('tbody[data-status=succeeded]');
  await row.locator('.segment-invoke').waitFor();
  await row.locator('.segment-init').waitFor();
  await row.getByText('cold').waitFor();
  const isIdle = (phase: string | null): boolean => phase === 'ready' || phase === 'frozen';
  await expect.poll(async () => (await watched.phasesOf('waits')).some(isIdle)).toBe(true);
  await watched.says('Result', '"through"');
  await row.getByRole('button').click();
  await watched.says('Invocations', /Request id[\da-f-]{36}Trace/);
  await watched.says('Invocations', /billed \d+ ms/);
  await watched.says('Invocations', 'got {"Records"');

  await watched.tab('Logs');
  await watched.says('Logs', 'REPORT RequestId');
  await page.getByLabel('Least level').selectOption('warn');
  await expect.poll(() => page.locator('.logs li').count()).toBe(1);
  await page.locator('.logs button.text').click();
  await watched.says('Logs', '"eventSource": "aws:sqs"');

  await watched.tab('Metrics');
  const points = (title: string) => page.locator('.chart', { hasText: title }).getAttribute('data-points').then(Number);
  for (const title of ['Invocations', 'Duration', 'Concurrency'])
    await expect.poll(() => points(title)).toBeGreaterThan(0);
  expect(await points('Errors')).toBe(0);

  await watched.tab('Configuration');
  await watched.says('Configuration', 'index.handler');
  expect(await page.getByLabel('Configuration', { exact: true }).textContent()).not.toContain('secret');
  await page.getByLabel('Value of KEY').click();
  await watched.says('Configuration', 'KEYsecret');
  expect(watched.complaints).toEqual([]);
});

test('an error of a function is told', async () => {
  const { page } = watched;
  await watched.function('throws-type-error').click();
  await page.getByRole('button', { name: 'Invoke', exact: true }).click();
  await watched.says('Result', '200 Unhandled');
  await watched.says('Result', 'broken on purpose');
  const row = page.locator('tbody[data-status=function-error]');
  await row.getByRole('button').click();
  await row.getByText('Runtime.Unknown', { exact: true }).waitFor();
  await watched.says('Invocations', '"errorMessage":"broken on purpose"');
  await watched.function('throws-type-error').getByText('1 ✕').waitFor();
});

test('what functions say is shown as text', async () => {
  const { page } = watched;
  const markup = '</script><img src=x onerror=document.title="owned">';
  await watched.function('logs-event').click();
  await page.getByLabel('Event', { exact: true }).fill(JSON.stringify({ markup }));
  await page.getByLabel('Event', { exact: true }).press('Control+Enter');
  await page.locator('tbody[data-status=succeeded]').waitFor();
  await watched.tab('Logs');
  await watched.says('Logs', 'onerror=document.title');
  await page.reload();
  await watched.says('Logs', 'onerror=document.title');
  expect(await page.locator('img').count()).toBe(0);
  expect(await page.title()).toBe('logs-event · snapboot');
  expect(watched.complaints).toEqual([]);
});

test('a function that is deployed appears, and goes when it is deleted', async () => {
  const ZipFile = zipSync({ 'index.mjs': strToU8('export const handler = async () => 1;') });
  const Role = 'arn:aws:iam::123456789012:role/any';
  await lambda.client.send(
    new CreateFunctionCommand({
      FunctionName: 'fresh',
      Role,
      Runtime: 'provided.al2023',
      Handler: 'index.handler',
      Code: { ZipFile },
    }),
  );
  await watched.function('fresh').getByText('deployed', { exact: true }).waitFor();
  await lambda.client.send(new DeleteFunctionCommand({ FunctionName: 'fresh' }));
  await expect.poll(() => watched.function('fresh').count()).toBe(0);
});

test('it is used with keys alone', async () => {
  const { page } = watched;
  await page.keyboard.press('/');
  await page.keyboard.type('returns');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'returns-event' }).waitFor();
  await page.keyboard.press('ArrowUp');
  await page.getByRole('heading', { name: 'All functions' }).waitFor();
  await page.keyboard.press('ArrowDown');
  await page.getByRole('heading', { name: 'returns-event' }).waitFor();
  await page.getByLabel('Event', { exact: true }).fill('{');
  await page.getByText('This is no JSON.').waitFor();
  await page.getByLabel('Event', { exact: true }).fill('{"by":"keys"}');
  await page.keyboard.press('Control+Enter');
  await watched.says('Result', '"by": "keys"');
  await page.reload();
  const remembered = page.getByLabel('Last events').locator('option').filter({ hasText: '{"by":"keys"}' });
  await remembered.first().waitFor({ state: 'attached' });
});

test('it goes on when the service is started again', async () => {
  const first = await startService({ paths: [fixture('returns-event')] });
  const { page, ...restarted } = await watchPage(browser, first.service.endpoint);
  await first[Symbol.asyncDispose]();
  await page.getByText('the service does not answer').waitFor();
  const port = Number(new URL(first.service.endpoint).port);
  await using _ = await startService({ paths: [fixture('logs-event')], port });
  await restarted.function('logs-event').waitFor();
  expect(await restarted.function('returns-event').count()).toBe(0);
  await page.getByText('live', { exact: true }).waitFor();
  await page.close();
});
