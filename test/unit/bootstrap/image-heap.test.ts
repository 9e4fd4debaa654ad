import { afterAll, expect, type TestContext, test } from 'vitest';
import { buildLayer } from '../../../layer/build-layer.ts';
import { hostArchitecture, NODE_VERSIONS, readBuildPlan } from '../../../layer/build-plan.ts';
import { type ImageStart, PROGRAM, startImage } from '../../support/image-start.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const LINES = Object.keys(NODE_VERSIONS);
const SIZES = ['128', '512', '1769', '10240'];

const folder = await temporaryFolder({}, 'snapboot-image-heap-');
const bootstraps = new Map<string, Promise<{ readonly bootstrap: string; readonly slower?: string }>>();

afterAll(() => folder[Symbol.asyncDispose]());

test.for(LINES.flatMap((line) => SIZES.map((size) => [line, size] as const)))(
  'on Node.js %s with %s MB the heap may become as large as in a plain start',
  async ([line, size], context) => {
    const text = `exports.handler = async () => [${PROGRAM}, require('node:v8').getHeapStatistics().heap_size_limit];`;
    const { brought, plain } = await bothStarts(context, { line, size, text });
    const [[, limit]] = plain.answers as [[string, number]];
    expect(brought.answers).toEqual([['bootstrap', limit]]);
  },
);

// A megabyte each.
const HOLD = `
  exports.handler = async () => {
    const all = [];
    while (all.length < process.env.MEGABYTES) all.push(new Array(2 ** 17).fill(all.length));
    return [${PROGRAM}, all.length];
  };`;

test.for(LINES.flatMap((line) => ['128', '512'].map((size) => [line, size] as const)))(
  'on Node.js %s with %s MB as much can be held as in a plain start, and no more',
  async ([line, size], context) => {
    const below = Math.floor(Number(size) * 0.8);
    const held = await bothStarts(context, { line, size, text: HOLD, megabytes: below });
    expect(held.brought).toMatchObject({ end: 'idle', answers: [['bootstrap', below]] });
    expect(held.plain).toMatchObject({ end: 'idle', answers: [['node', below]] });
    const above = await bothStarts(context, { line, size, text: HOLD, megabytes: Math.ceil(Number(size) * 1.2) });
    for (const { end, stderr } of [above.brought, above.plain]) {
      expect(stderr).toContain('JavaScript heap out of memory');
      expect(end).toBe('SIGABRT');
    }
  },
);

// Many objects that die soon, and many that do not.
const YOUNG = `
  const { getHeapSpaceStatistics } = require('node:v8');
  exports.handler = async () => {
    let most = 0;
    for (let round = 0; round < 60; round += 1) {
      const kept = [];
      for (let index = 0; index < 30_000; index += 1) kept.push({ index, pair: [index, index + 1] });
      const { space_size: bytes } = getHeapSpaceStatistics().find(({ space_name: name }) => name === 'new_space');
      most = Math.max(most, bytes);
    }
    return [${PROGRAM}, most / 2 ** 20];
  };`;

test.for(LINES)(
  'on Node.js %s young objects get the space that the memory of the function allows',
  async (line, context) => {
    const small = await bothStarts(context, { line, size: '128', text: YOUNG });
    const large = await bothStarts(context, { line, size: '512', text: YOUNG });
    expect(spacesOf(small)).toEqual([
      ['bootstrap', expect.toSatisfy(isBetween(4, 16))],
      ['node', expect.toSatisfy(isBetween(4, 16))],
    ]);
    expect(spacesOf(large)).toEqual([
      ['bootstrap', expect.toSatisfy(isBetween(16, 64))],
      ['node', expect.toSatisfy(isBetween(16, 64))],
    ]);
  },
);

function isBetween(least: number, most: number): (megabytes: number) => boolean {
  return (megabytes) => megabytes > least && megabytes <= most;
}

interface BothStarts {
  readonly brought: ImageStart;
  readonly plain: ImageStart;
}

function spacesOf({ brought, plain }: BothStarts): readonly unknown[] {
  return [...brought.answers, ...plain.answers];
}

interface HeapSetting {
  readonly line: string;
  /** Of the function's memory, in MB. */
  readonly size: string;
  readonly text: string;
  readonly megabytes?: number;
}

async function bothStarts(context: TestContext, { line, size, text, megabytes }: HeapSetting): Promise<BothStarts> {
  const bootstrap = await bootstrapFor(context, line);
  const env = {
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: size,
    ...(megabytes !== undefined && { MEGABYTES: String(megabytes) }),
  };
  return {
    brought: await startImage({ bootstrap }, { text, env }),
    plain: await startImage({ bootstrap }, { text, env: { ...env, SNAPBOOT_BOOT: 'plain' } }),
  };
}

/** That of a layer with an image; skips the test where none can be taken. */
async function bootstrapFor({ skip }: TestContext, line: string): Promise<string> {
  const args = ['--arch', hostArchitecture(), '--node', line, '--image-ground', 'here', '--out', folder.path];
  const building = bootstraps.get(line) ?? buildLayer(readBuildPlan(args));
  bootstraps.set(line, building);
  const { bootstrap, slower } = await building;
  skip(slower?.includes('no process image') ?? false, slower);
  return bootstrap;
}
