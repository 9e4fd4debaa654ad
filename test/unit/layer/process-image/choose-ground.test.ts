import { afterEach, expect, test } from 'vitest';
import { hostArchitecture, readBuildPlan } from '../../../../layer/build-plan.ts';
import { whyNoMicroVm } from '../../../../layer/micro-vm/micro-vm.ts';
import { groundFor } from '../../../../layer/process-image/choose-ground.ts';
import { whyNoGroundHere } from '../../../../layer/process-image/image-ground.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

const PATH = process.env.PATH;
const HOST = hostArchitecture();
const OTHER = HOST === 'arm64' ? 'x86_64' : 'arm64';
const EMULATOR = { x86_64: 'qemu-system-x86_64', arm64: 'qemu-system-aarch64' } as const;
const PACKAGE = { x86_64: 'qemu-system-x86', arm64: 'qemu-system-arm' } as const;

afterEach(() => {
  process.env.PATH = PATH;
});

test('an image for this machine is taken here, where that can be', async ({ skip }) => {
  const reason = await whyNoGroundHere(HOST);
  skip(reason !== undefined, reason);
  await using folder = await temporaryFolder();
  process.env.PATH = folder.path;
  expect(await groundFor(HOST, 'auto', folder.path)).toEqual({ ground: 'here' });
});

test('an image for another processor is taken in a virtual machine, and so is one that is asked for there', async ({
  skip,
}) => {
  const { cacheFolder } = readBuildPlan([]);
  for (const architecture of [HOST, OTHER] as const) {
    const reason = await whyNoMicroVm(architecture, undefined, cacheFolder);
    skip(reason !== undefined, reason);
    expect(await groundFor(architecture, architecture === HOST ? 'vm' : 'auto', cacheFolder)).toEqual({ ground: 'vm' });
  }
});

test('where an image can be taken nowhere, one line says what each place lacks', async () => {
  await using folder = await temporaryFolder();
  process.env.PATH = folder.path;
  const noEmulator = (architecture: typeof HOST): string =>
    `there is no virtual machine: there is no ${EMULATOR[architecture]} on PATH (package ${PACKAGE[architecture]})`;
  const emulated = `programs for ${OTHER} are emulated here`;
  expect(await groundFor(OTHER, 'auto', folder.path)).toEqual({ reason: `${emulated}; and ${noEmulator(OTHER)}` });
  expect(await groundFor(OTHER, 'here', folder.path)).toEqual({ reason: emulated });
  expect(await groundFor(HOST, 'vm', folder.path)).toEqual({ reason: noEmulator(HOST) });
});
