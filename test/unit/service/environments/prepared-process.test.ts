import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { detectCgroups } from '../../../../service/environments/cgroup-detection.ts';
import { PreparedProcess } from '../../../../service/environments/prepared-process.ts';
import { createResourceGroup } from '../../../../service/environments/resource-limits.ts';
import { createSandbox, detectSandbox, type SandboxSupport } from '../../../../service/environments/sandbox.ts';
import { sandboxFolders } from '../../../support/sandbox-folders.ts';
import { runScript, runToEnd } from '../../../support/sandboxed-run.ts';

const SHOW_DESCRIPTORS = 'for each in /proc/self/fd/*; do [ -e "$each" ] && basename "$each"; done';

const bubblewrap = await detectSandbox('auto');
const cgroups = await detectCgroups('auto');
const supports: readonly SandboxSupport[] = [bubblewrap, { kind: 'none' }];

test.each(supports)('a prepared process waits for the word: $kind', async (support) => {
  await using folders = await sandboxFolders();
  const sandbox = createSandbox(support, folders);
  await using prepared = PreparedProcess.start(sandbox, {
    program: '/bin/sh',
    args: ['-c', 'echo started'],
    variables: {},
    cwd: '/',
  });
  await prepared.standing();
  const pid = prepared.child.pid ?? 0;
  expect(sandbox.programPids(pid).map(commandLine)).toEqual(['/bin/sh -s']);
  expect(await runToEnd(prepared)).toEqual({ output: 'started\n', errors: '', exit: { kind: 'exited', status: 0 } });
  expect(sandbox.programPids(pid)).toEqual([]);
});

test.each(supports)('the program gets exactly its variables, whatever is in them: $kind', async (support) => {
  await using folders = await sandboxFolders();
  const variables = {
    PLAIN: 'text',
    QUOTES: `it's "quoted" $HOME \`id\` \\ end`,
    LINES: 'one\ntwo\n',
    UNICODE: 'ünï€😀',
    EMPTY: '',
    LD_PRELOAD: '',
    'not.a.name': 'left out',
  };
  const prepared = PreparedProcess.start(createSandbox(support, folders), {
    program: '/usr/bin/env',
    args: ['-0'],
    variables,
    cwd: '/',
  });
  const { output, errors } = await runToEnd(prepared);
  expect(errors).toBe('');
  const { 'not.a.name': _, ...expected } = variables;
  const found = output.split('\0').filter(Boolean);
  expect(
    Object.fromEntries(found.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)])),
  ).toEqual(expected);
});

test('LD_PRELOAD of a function is not that of its sandbox', async (context) => {
  if (bubblewrap.kind === 'none') return context.skip(bubblewrap.notice);
  await using folders = await sandboxFolders();
  const { output, errors } = await runScript(
    createSandbox(bubblewrap, folders),
    'exec 2>/dev/null; tr "\\0" "\\n" </proc/1/environ',
    {
      variables: { LD_PRELOAD: '/opt/lib/hooks.so' },
    },
  );
  expect(output).not.toContain('LD_PRELOAD');
  // The program itself, a shell, could not load it.
  expect(errors.match(/hooks\.so/g)).toHaveLength(1);
});

test.each(supports)('the working directory, the input and the open files: $kind', async (support) => {
  await using folders = await sandboxFolders();
  const sandbox = createSandbox(support, folders);
  const { output } = await runScript(sandbox, `pwd; cat; readlink /proc/self/fd/0; ulimit -n; ${SHOW_DESCRIPTORS}`, {
    cwd: sandbox.inside.taskRoot,
  });
  const [cwd, input, limit, ...descriptors] = output.trim().split('\n');
  expect([cwd, input, limit]).toEqual([sandbox.inside.taskRoot, '/dev/null', '1024']);
  // What this process itself was given for its children is not of our making; the shell has none that is open.
  expect(descriptors.map(Number).filter((number) => number > 2 && !inherited().includes(number))).toEqual([]);
});

test('a working directory that is not there ends the process before the program', async () => {
  await using folders = await sandboxFolders();
  const { output, exit } = await runScript(createSandbox(bubblewrap, folders), 'echo started', { cwd: '/nowhere' });
  expect(output).toBe('');
  expect(exit.kind).toBe('exited');
});

test('a program that is not there or cannot be executed has the status of a shell', async () => {
  await using folders = await sandboxFolders({ 'plain.txt': 'text' });
  const sandbox = createSandbox(bubblewrap, folders);
  for (const [name, status] of [
    ['nothing', 127],
    ['plain.txt', 126],
  ] as const) {
    const program = `${sandbox.inside.taskRoot}/${name}`;
    const prepared = PreparedProcess.start(sandbox, { program, variables: {}, cwd: '/' });
    expect((await runToEnd(prepared)).exit).toEqual({ kind: 'exited', status });
  }
});

test.each(supports)(
  'the process is in its group before it is anything else, and leads its own: $kind',
  async (support) => {
    await using folders = await sandboxFolders();
    const sandbox = createSandbox(support, folders);
    await using cgroup = await createResourceGroup(cgroups, `prepared-${support.kind}`, { memoryBytes: 2 ** 28 });
    await using prepared = PreparedProcess.start(sandbox, {
      program: '/bin/sleep',
      args: ['9'],
      variables: {},
      cwd: '/',
      cgroup,
    });
    const pid = prepared.child.pid ?? 0;
    await expect.poll(() => sandbox.programPids(pid).length).toBe(1);
    const wrapperAndProgram = [...new Set([pid, ...sandbox.programPids(pid)])];
    for (const file of cgroup.procsFiles) {
      const members = (): readonly number[] => readFileSync(file, 'utf8').trim().split('\n').map(Number);
      await expect.poll(members).toEqual(expect.arrayContaining(wrapperAndProgram));
    }
    prepared.release();
    process.kill(-pid, 'SIGKILL');
    expect(await prepared.exited).toEqual({ kind: 'killed', signal: 'SIGKILL' });
  },
);

test.each(supports)('a signal for the program reaches the program, which may answer it: $kind', async (support) => {
  await using folders = await sandboxFolders();
  const sandbox = createSandbox(support, folders);
  const prepared = PreparedProcess.start(sandbox, {
    program: '/bin/sh',
    args: ['-c', 'trap "echo told; exit 3" TERM; echo ready; while :; do sleep 0.01; done'],
    variables: {},
    cwd: '/',
  });
  prepared.child.stdout?.once('data', () => {
    const [program] = sandbox.programPids(prepared.child.pid ?? 0);
    if (program !== undefined) process.kill(program, 'SIGTERM');
  });
  expect(await runToEnd(prepared)).toMatchObject({ output: 'ready\ntold\n', exit: { kind: 'exited', status: 3 } });
});

test.each(supports)(
  'a process that is not wanted after all is gone when disposed of, twice if need be: $kind',
  async (support) => {
    await using folders = await sandboxFolders();
    const prepared = PreparedProcess.start(createSandbox(support, folders), {
      program: '/bin/sh',
      variables: {},
      cwd: '/',
    });
    await prepared.standing();
    await prepared[Symbol.asyncDispose]();
    await prepared[Symbol.asyncDispose]();
    expect(await prepared.exited).toEqual({ kind: 'killed', signal: 'SIGKILL' });
  },
);

test('a command that cannot be started at all is an end as well', async () => {
  await using folders = await sandboxFolders();
  const sandbox = createSandbox({ kind: 'bubblewrap', command: '/nowhere/bwrap', options: [] }, folders);
  await using prepared = PreparedProcess.start(sandbox, { program: '/bin/sh', variables: {}, cwd: '/' });
  await prepared.standing();
  prepared.release();
  expect(await prepared.exited).toMatchObject({ kind: 'not-started', reason: expect.stringContaining('ENOENT') });
});

function commandLine(pid: number): string {
  return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
}

/** Descriptors of this process without the flag that closes them in its children. */
function inherited(): readonly number[] {
  const numbers = readdirSync('/proc/self/fd').map(Number);
  return numbers.filter((number) => {
    try {
      const flags = /^flags:\s*(\d+)$/m.exec(readFileSync(`/proc/self/fdinfo/${number}`, 'utf8'))?.[1] ?? '0';
      return (Number.parseInt(flags, 8) & 0o2000000) === 0;
    } catch {
      return false;
    }
  });
}
