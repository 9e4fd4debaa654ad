import { rm } from 'node:fs/promises';
import { reserveLoopbackAddress } from './loopback-address.ts';
import { writeHosts } from './sandbox-etc.ts';

/** The names of one environment's own loopback address, as long as it lives. */
export interface SandboxHosts extends AsyncDisposable {
  /** What processes inside call `sandbox.localdomain`. */
  readonly address: string;
  /** What they have as `/etc/hosts`, on this machine. */
  readonly file: string;
}

/** Gives an environment a loopback address of its own: extensions in several can listen on the same port then. */
export async function makeSandboxHosts(): Promise<SandboxHosts> {
  await using resources = new AsyncDisposableStack();
  const { address } = resources.use(await reserveLoopbackAddress());
  const file = await writeHosts(address);
  resources.defer(() => rm(file, { force: true }));
  const kept = resources.move();
  return { address, file, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}
