import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { CreateFunctionCommand } from '@aws-sdk/client-lambda';
import { strToU8, zipSync } from 'fflate';
import type { RunningService } from './running-service.ts';
import type { IdleCost } from './service-result.ts';

const FUNCTIONS = 100;
// What the work before has left behind is done by then.
const SETTLING_MS = 3000;
const WATCHED_MS = 10_000;
// Of /proc: its clock has a hundred ticks a second on every Linux.
const TICKS_PER_SECOND = 100;
const CODE = zipSync({ 'index.mjs': strToU8('export const handler = async () => null;') });

/** What a service costs that has functions deployed and environments waiting, and nothing to do. */
export async function measureIdle(service: RunningService, environments: number): Promise<IdleCost> {
  for (let index = 0; index < FUNCTIONS; index += 1) await deploy(service, `idle-${index}`);
  await delay(SETTLING_MS);
  const before = processorSeconds(service.pid);
  await delay(WATCHED_MS);
  const processorShare = (processorSeconds(service.pid) - before) / (WATCHED_MS / 1000);
  return { functions: FUNCTIONS, environments, processorShare, rssBytes: rssBytes(service.pid) };
}

async function deploy({ client }: RunningService, name: string): Promise<void> {
  await client.send(
    new CreateFunctionCommand({
      FunctionName: name,
      Runtime: 'provided.al2023',
      Handler: 'index.handler',
      Role: 'arn:aws:iam::123456789012:role/bench',
      Code: { ZipFile: CODE },
    }),
  );
}

/** In user and in kernel mode. The name of the program, in brackets, may hold spaces. */
function processorSeconds(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ');
  const [user = '0', kernel = '0'] = fields.slice(11, 13);
  return (Number(user) + Number(kernel)) / TICKS_PER_SECOND;
}

function rssBytes(pid: number): number {
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kilobytes) * 1024;
}
