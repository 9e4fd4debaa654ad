import { makeSandboxEtc, mountedEtc } from '../../service/environments/sandbox-etc.ts';
import type { ImageNetwork, SystemFiles } from './image-ground.ts';

/** What is `/etc` of a process that goes into an image: nothing of this machine, unless it reaches whom this one does. */
export async function etcOfImage(network: ImageNetwork = 'none'): Promise<SystemFiles> {
  const hosts = network === 'host' ? 'as-here' : 'none';
  return { folder: await makeSandboxEtc(hosts), asHere: mountedEtc(hosts) };
}
