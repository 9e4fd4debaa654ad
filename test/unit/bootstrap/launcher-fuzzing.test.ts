import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { compileTarget, compileTargetParts, fuzzTarget } from '../../../scripts/fuzz-launcher/fuzz-target.ts';
import { FUZZER, whyNot } from '../../../scripts/fuzz-launcher/hosted-launcher.ts';
import { SEEDS } from '../../../scripts/fuzz-launcher/seeds.ts';
import { type TemporaryFolder, temporaryFolder } from '../../support/temporary-folder.ts';

// A second each. What takes longer to find is for `npm run fuzz:launcher`.
const RUNS = 1000;

let folder: TemporaryFolder;
let parts: readonly string[];
let reason: string | undefined;

beforeAll(async () => {
  folder = await temporaryFolder();
  reason = await whyNot(FUZZER, folder.path);
  parts = reason === undefined ? await compileTargetParts(folder.path) : [];
});

afterAll(() => folder[Symbol.asyncDispose]());

test.for(Object.keys(SEEDS))('the launcher bears whatever it is given: %s', async (target, { skip }) => {
  skip(reason !== undefined, reason);
  const program = await compileTarget(target, parts, folder.path);
  const { progress, fault } = await fuzzTarget(target, program, join(folder.path, target), { runs: RUNS });
  expect(fault).toBeUndefined();
  expect(progress).toMatch(/DONE cov: \d+/);
});
