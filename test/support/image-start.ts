import type { TestContext } from 'vitest';
import { runCommand } from '../../layer/command.ts';
import type { ImageLayer } from './image-layer.ts';
import { startRecordedRuntimeApi } from './recorded-runtime-api.ts';
import { runFunction } from './run-function.ts';

/** What came of the start of a function on a layer with an image. */
export interface ImageStart {
  /** `idle`: it has answered all events; otherwise `exit 3` or the name of a signal. */
  readonly end: string;
  readonly answers: readonly unknown[];
  readonly stderr: string;
}

export interface ImageStartSetting {
  /** A program with its arguments, which ends by starting what follows it. */
  readonly through?: readonly string[];
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Of index.js; by default it tells what the process runs: `bootstrap` where it was brought back, or `node`. */
  readonly text?: string;
  readonly events?: number;
}

/** What a process runs, to the kernel: the launcher, where it was brought back. */
export const PROGRAM = "require('node:path').basename(require('node:fs').readlinkSync('/proc/self/exe'))";

/** Starts a function on such a layer. */
export async function startImage(
  layer: Pick<ImageLayer, 'bootstrap'>,
  setting: ImageStartSetting = {},
): Promise<ImageStart> {
  const { through = [], env = {}, text = `exports.handler = async () => ${PROGRAM};`, events = 1 } = setting;
  await using api = await startRecordedRuntimeApi(Array.from({ length: events }, () => ({})));
  const [program = layer.bootstrap, ...rest] = [...through, layer.bootstrap];
  const { end, stderr } = await runFunction({ 'index.js': text }, { api, env, command: [program, ...rest] });
  return { end, answers: api.responses, stderr };
}

/** Skips a test where a program that changes the surroundings of another is missing, or cannot do so here. */
export async function needsSurroundings({ skip }: TestContext, through: readonly string[]): Promise<void> {
  const [program = '', ...rest] = [...through, '/bin/true'];
  const trial = await runCommand(program, rest);
  skip(trial.state === 'missing' || trial.code !== 0, `this machine cannot do ${through.join(' ')}`);
}
