import { type CgroupSupport, detectCgroups } from './cgroup-detection.ts';
import { detectSandbox, type SandboxSupport } from './sandbox.ts';
import { detectTemporaryStorage, type TemporaryStorage } from './temporary-storage.ts';

/** What this machine can do for execution environments. */
export interface Platform {
  readonly sandbox: SandboxSupport;
  readonly cgroups: CgroupSupport;
  readonly storage: TemporaryStorage;
}

/** What is wanted of it. */
export interface PlatformWishes {
  /** Cut environments off from the rest of the machine. */
  readonly sandbox: boolean;
  /** Enforce the limits of memory, CPU and `/tmp`. */
  readonly limits: boolean;
  /** Takes one line for each thing that is wanted and missing. */
  readonly onNotice: (line: string) => void;
}

/** No sandbox and no limits: processes as any other. */
export const BARE_PLATFORM: Platform = { sandbox: { kind: 'none' }, cgroups: {}, storage: { kind: 'folder' } };

/** Finds out once what there is. */
export async function detectPlatform({ sandbox, limits, onNotice }: PlatformWishes): Promise<Platform> {
  const [found, cgroups, storage] = await Promise.all([
    detectSandbox(sandbox ? 'auto' : 'none'),
    detectCgroups('auto'),
    limits ? detectTemporaryStorage() : BARE_PLATFORM.storage,
  ]);
  const notices = [found.kind === 'none' && found.notice, limits && cgroups.notice, storage.notice];
  for (const notice of notices) if (notice) onNotice(notice);
  return { sandbox: found, cgroups: limits ? cgroups : withoutLimits(cgroups), storage };
}

/** The freezer stays. */
function withoutLimits({ freezer }: CgroupSupport): CgroupSupport {
  return freezer === undefined ? {} : { freezer };
}
