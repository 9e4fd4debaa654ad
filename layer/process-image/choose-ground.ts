import type { Absence } from '../absence.ts';
import type { Architecture, ImageGroundKind } from '../build-plan.ts';
import { whyNoMicroVm } from '../micro-vm/micro-vm.ts';
import { whyNoGroundHere } from './image-ground.ts';

/** A ground that there is. */
export type FoundGround = Exclude<ImageGroundKind, 'auto'>;

/** Where images are taken for an architecture: on this machine if it can, since that takes seconds; or why nowhere. */
export async function groundFor(
  architecture: Architecture,
  asked: ImageGroundKind,
  cacheFolder: string,
): Promise<{ readonly ground: FoundGround } | Absence> {
  const here = asked === 'vm' ? undefined : await whyNoGroundHere(architecture);
  if (asked !== 'vm' && here === undefined) return { ground: 'here' };
  if (asked === 'here') return { reason: here ?? '' };
  const machine = await whyNoMicroVm(architecture, undefined, cacheFolder);
  if (machine === undefined) return { ground: 'vm' };
  return { reason: [...(here === undefined ? [] : [here]), `there is no virtual machine: ${machine}`].join('; and ') };
}
