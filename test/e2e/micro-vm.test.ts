import { execFile } from 'node:child_process';
import { truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, type TestContext, test } from 'vitest';
import { buildLayer } from '../../layer/build-layer.ts';
import { ARCHITECTURES, type Architecture, hostArchitecture, readBuildPlan } from '../../layer/build-plan.ts';
import type { GuestEntry } from '../../layer/micro-vm/cpio.ts';
import type { KernelLine } from '../../layer/micro-vm/debian-kernel.ts';
import { layerRoot } from '../../layer/micro-vm/layer-root.ts';
import { type MicroVmRequest, runInMicroVm, whyNoMicroVm } from '../../layer/micro-vm/micro-vm.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const LIMIT_MS = 200_000;
const HOST = hostArchitecture();

// What the machine is, and how the kernel has unpacked what it was given.
const SCRIPT = `
  const { lstatSync, readFileSync, readlinkSync, writeFileSync } = require('node:fs');
  const { hostname, networkInterfaces, release } = require('node:os');
  const mode = (path) => (lstatSync(path).mode & 0o777).toString(8);
  writeFileSync('answer', JSON.stringify({
    architecture: process.arch, release: release(), user: process.getuid(), interfaces: Object.keys(networkInterfaces()),
    timeNamespaces: lstatSync('/proc/self/ns/time').isSymbolicLink(), variables: process.env, folder: process.cwd(),
    modes: ['/private', '/private/inner', '/private/inner/program', '/private/inner/text'].map(mode),
    ids: Number(readFileSync('/proc/sys/kernel/pid_max')), link: readlinkSync('/private/link'), text: readFileSync('/private/inner/text', 'utf8'),
  }));
  process.stdout.write('two\\nlines\\n');
  process.exitCode = 7;
`;

test.for(ARCHITECTURES)(
  'the Node.js of a layer for %s runs in a virtual machine as root',
  async (architecture, context) => {
    await needsMicroVm(context, architecture);
    await using layer = await temporaryFolder();
    const plan = readBuildPlan(['--arch', architecture, '--bootstrap', 'sh', '--out', layer.path]);
    const { folder } = await buildLayer(plan);
    const result = await runInMicroVm({
      architecture,
      memoryMB: 1024,
      files: [
        ...(await layerRoot(folder, architecture)),
        { kind: 'folder', path: '/private', mode: 0o700 },
        { kind: 'data', path: '/private/inner/program', mode: 0o755, data: '' },
        { kind: 'data', path: '/private/inner/text', data: 'ä\n' },
        { kind: 'link', path: '/private/link', target: 'inner' },
      ],
      command: ['/opt/bin/node', '-e', SCRIPT],
      variables: { NAME: 'a value' },
      folder: '/private',
      outputs: ['/private/answer', '/private/inner/program', '/nothing'],
      limitMs: LIMIT_MS,
    });
    expect({ ...result, outputs: [...result.outputs.keys()] }).toEqual({
      code: 7,
      signal: null,
      console: 'two\nlines\n',
      outputs: ['/private/answer', '/private/inner/program'],
    });
    expect(JSON.parse(String(result.outputs.get('/private/answer')))).toEqual({
      architecture: architecture === 'arm64' ? 'arm64' : 'x64',
      release: expect.stringMatching(/^6\.1\./),
      user: 0,
      interfaces: ['lo'],
      timeNamespaces: true,
      variables: { NAME: 'a value' },
      folder: '/private',
      modes: ['700', '755', '755', '644'],
      ids: 4_194_304,
      link: 'inner',
      text: 'ä\n',
    });
  },
);

test('a command that cannot be started ends as in a shell, on Linux 5.10 too', async (context) => {
  await needsMicroVm(context, HOST, '5.10');
  expect(await runInMicroVm(small({ kernel: '5.10' }))).toEqual({
    code: 127,
    signal: null,
    console: 'init: cannot start /command: No such file or directory\n',
    outputs: new Map(),
  });
});

test('outputs that are larger than was agreed are told in one line', async (context) => {
  await needsMicroVm(context, HOST);
  const large = { kind: 'data', path: '/large', data: Buffer.alloc(2 ** 20) } as const;
  await expect(runInMicroVm(small({ files: [large], outputs: ['/large'], outputMB: 1 }))).rejects.toThrow(
    `the virtual machine (${HOST}, Linux 6.1) failed: it ended without a result: ` +
      'init: cannot write the outputs: No space left on device',
  );
});

test('a machine with too little memory for its files is told in one line, and starts no command', async (context) => {
  await needsMicroVm(context, HOST);
  await using folder = await temporaryFolder({ large: '' });
  await truncate(join(folder.path, 'large'), 100 * 2 ** 20);
  const large = { kind: 'file', path: '/large', source: join(folder.path, 'large') } as const;
  await expect(runInMicroVm(small({ files: [large], outputs: ['/large'] }))).rejects.toThrow(
    /failed: it ended without a result: (init: has too little memory for its files$|.*Kernel panic .*memory)/,
  );
});

test('a command that a signal ends is told with the signal', async (context) => {
  await needsMicroVm(context, HOST);
  await using folder = await temporaryFolder();
  const files = [await program(folder.path, 'puts("about to"); fflush(stdout); raise(SIGUSR1);')];
  const { code, signal, console } = await runInMicroVm(small({ files }));
  expect({ code, signal, console }).toEqual({ code: null, signal: 'SIGUSR1', console: 'about to\n' });
});

test('a command that hangs is ended at its limit, and one line says so', async (context) => {
  await needsMicroVm(context, HOST);
  await using folder = await temporaryFolder();
  const files = [await program(folder.path, 'puts("waiting"); fflush(stdout); for (;;) pause();')];
  // Where other programs keep the processors busy, the machine may not have started the command by then.
  await expect(runInMicroVm(small({ files, limitMs: 12_000 }))).rejects.toThrow(
    /^the virtual machine \(\w+, Linux 6\.1\) failed: it did not end within 12 s(: waiting)?$/,
  );
});

test('a machine that nobody waits for any more ends at once', async (context) => {
  await needsMicroVm(context, HOST);
  await expect(runInMicroVm(small({ signal: AbortSignal.timeout(300) }))).rejects.toThrow(
    expect.objectContaining({ name: 'AbortError' }),
  );
});

function small(rest: Partial<MicroVmRequest>): MicroVmRequest {
  return { architecture: HOST, memoryMB: 256, files: [], command: ['/command'], limitMs: LIMIT_MS, ...rest };
}

async function program(folder: string, statements: string): Promise<GuestEntry> {
  const headers = ['signal', 'stdio', 'unistd'].map((name) => `#include <${name}.h>\n`);
  await writeFile(join(folder, 'command.c'), `${headers.join('')}int main(void) { ${statements} }\n`);
  await promisify(execFile)('gcc', ['-static', '-o', 'command', 'command.c'], { cwd: folder });
  return { kind: 'file', path: '/command', source: join(folder, 'command') };
}

async function needsMicroVm({ skip }: TestContext, architecture: Architecture, kernel?: KernelLine): Promise<void> {
  const reason = await whyNoMicroVm(architecture, kernel);
  skip(reason !== undefined, reason);
}
