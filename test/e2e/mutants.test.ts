import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readdir, readFile, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { endOf, repository } from '../support/run-snapboot.ts';
import { type TemporaryFolder, temporaryFolder } from '../support/temporary-folder.ts';

const SOURCE = `export function larger(one: number, other: number): number {
  return one > other ? one : other;
}

export function smaller(one: number, other: number): number {
  return one < other ? one : other;
}
`;

const TEST = `import { expect, test } from 'vitest';
import { larger } from '../../source/numbers.ts';

test('the larger of two numbers is found', () => {
  expect(larger(1, 2)).toBe(2);
  expect(larger(2, 1)).toBe(2);
});
`;

const FAILING_TEST = `import { expect, test } from 'vitest';

test('nothing is as it should be', () => {
  expect(1).toBe(2);
});
`;

test('a change that a test notices is caught, one that none looks at survives and is shown', async () => {
  await using project = await startProject();
  const { code, stdout, stderr } = await runMutants(project, 'source', ...mutants(2, 6), '--at-least', '50');
  expect(stderr).toMatch(
    /caught {3}source\/numbers\.ts:2:10:negated-condition by test\/unit\/numbers\.test\.ts: the larger of two numbers is found \(\d+ s\)/,
  );
  expect(stderr).toMatch(/survived source\/numbers\.ts:6:10:negated-condition \(\d+ s\)/);
  expect(stdout).toContain(`No test has noticed

  source/numbers.ts:6:10:negated-condition
    - return one < other ? one : other;
    + return !(one < other) ? one : other;
`);
  expect(stdout).toContain('50.0 % caught');
  expect(code).toBe(0);
});

test('a test that fails in any case has noticed nothing, and too few caught are a failure where that is asked for', async () => {
  await using project = await startProject({ 'test/unit/numbers-wrong.test.ts': FAILING_TEST });
  const { code, stdout, stderr } = await runMutants(project, 'source', ...mutants(6), '--at-least', '1');
  expect(stderr).toContain('survived source/numbers.ts:6:10:negated-condition');
  expect(stderr).toContain('test/unit/numbers-wrong.test.ts fails without any mutant as well');
  expect(stdout).toContain('0.0 % caught');
  expect(code).toBe(1);
});

test('the files of the repository stay as they are, and nothing but the log is left', async () => {
  await using project = await startProject();
  await runMutants(project, 'source', '--count', '2', '--seed', '1');
  expect(await readFile(join(project.path, 'source/numbers.ts'), 'utf8')).toBe(SOURCE);
  expect(await readdir(join(project.path, '.mutants'))).toEqual(['source-1.jsonl']);
});

test('a run that was broken off leaves no copy, and can go on', async () => {
  await using project = await startProject();
  const child = startMutants(project, 'source', '--count', '2', '--seed', '1');
  const log = join(project.path, '.mutants/source-1.jsonl');
  await expect.poll(() => existsSync(log)).toBe(true);
  child.kill('SIGINT');
  await once(child, 'close');
  expect(await readdir(join(project.path, '.mutants'))).toEqual(['source-1.jsonl']);
  const [first] = (await readFile(log, 'utf8')).split('\n');
  const { stdout } = await runMutants(project, 'source', '--count', '2', '--seed', '1', '--resume');
  expect(stdout).toContain('% caught');
  expect((await readFile(log, 'utf8')).split('\n')[0]).toBe(first);
});

test('mutants can be listed before any is tried', async () => {
  await using project = await startProject();
  const { stdout } = await runMutants(project, 'source', '--list');
  expect(stdout).toContain(
    'source/numbers.ts:6:10:boundary\n    - return one < other ? one : other;\n    + return one <= other',
  );
  expect(existsSync(join(project.path, '.mutants'))).toBe(false);
});

test.each([
  [['nowhere'], 'nowhere: there is no TypeScript in the repository'],
  [['source', '--mutant', 'source/numbers.ts:1:1:none'], '--list says which there are'],
  [['source', '--without', 'test/', '--count', '1'], 'there are no tests for source/numbers.ts'],
])('%j is told to be a mistake in one line', async (args, line) => {
  await using project = await startProject();
  const { code, stderr } = await runMutants(project, ...args);
  expect(stderr).toMatch(/^(source, seed \d+\n)?mutants: [^\n]+\n$/);
  expect(stderr).toContain(line);
  expect(code).toBe(1);
});

/** A repository of its own, with one function that is tested and one that is not. */
async function startProject(files: Readonly<Record<string, string>> = {}): Promise<TemporaryFolder> {
  const project = await temporaryFolder({
    'package.json': '{ "type": "module" }',
    '.gitignore': 'node_modules\n.mutants\n',
    'source/numbers.ts': SOURCE,
    'test/unit/numbers.test.ts': TEST,
    ...files,
  });
  await symlink(`${repository}node_modules`, join(project.path, 'node_modules'));
  await once(spawn('git', ['init', '--quiet'], { cwd: project.path }), 'close');
  return project;
}

function mutants(...lines: number[]): string[] {
  return lines.flatMap((line) => ['--mutant', `source/numbers.ts:${line}:10:negated-condition`]);
}

function startMutants({ path }: TemporaryFolder, ...args: string[]) {
  return spawn(process.execPath, [`${repository}scripts/mutants/mutants-command.ts`, ...args], { cwd: path });
}

function runMutants(project: TemporaryFolder, ...args: string[]) {
  return endOf(startMutants(project, ...args));
}
