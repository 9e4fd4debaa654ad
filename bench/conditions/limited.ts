import { randomUUID } from 'node:crypto';
import type { Absence } from '../../layer/absence.ts';
import { type CgroupSupport, detectCgroups } from '../../service/environments/cgroup-detection.ts';
import { INIT_VCPUS, MEGABYTES_PER_VCPU } from '../../service/environments/init-phase.ts';
import { cleanLeftovers } from '../../service/environments/leftovers.ts';
import { createResourceGroup, type ResourceGroup } from '../../service/environments/resource-limits.ts';
import type { Condition, Launch, OpenCondition, StorageUse } from './condition.ts';
import { WAIT_AND_BECOME } from './wait-and-become.ts';

// Joins the groups first; it takes milliseconds, and they are over when it says that it stands.
const JOIN_AND_WAIT = ['while [ "$1" != -- ]; do echo 0 >"$1" || exit 125; shift; done; shift', WAIT_AND_BECOME].join(
  '\n',
);

/**
 * The same condition with the limits of a function of that size, from the first instruction on: its share of processors
 * in init and afterwards, and its memory, with the kill.
 */
export function limited(condition: Condition, memoryMb: number): Condition {
  return { ...condition, name: `${condition.name}+limits`, open: (files) => openLimited(condition, files, memoryMb) };
}

async function openLimited(
  condition: Condition,
  files: readonly string[],
  memoryMb: number,
): Promise<OpenCondition | Absence> {
  const cgroups = await detectCgroups('auto');
  if (cgroups.cpu === undefined || cgroups.memory === undefined) return { reason: cgroups.notice ?? 'no cgroups' };
  await cleanLeftovers();
  const open = await condition.open(files);
  return 'reason' in open ? open : new LimitedCondition(open, cgroups, memoryMb);
}

class LimitedCondition implements OpenCondition {
  readonly #inner: OpenCondition;
  readonly #cgroups: CgroupSupport;
  readonly #memoryMb: number;
  readonly #groups = new Map<number, ResourceGroup>();
  readonly #removals = new Set<PromiseLike<void>>();
  #next: ResourceGroup | undefined;

  constructor(inner: OpenCondition, cgroups: CgroupSupport, memoryMb: number) {
    this.#inner = inner;
    this.#cgroups = cgroups;
    this.#memoryMb = memoryMb;
  }

  get details(): readonly string[] {
    const share = this.#vcpus.toFixed(2);
    const limits = `${INIT_VCPUS} vCPUs in init and ${share} afterwards, killed beyond ${this.#memoryMb} MB`;
    return [...this.#inner.details, limits];
  }

  async beforeStart(): Promise<void> {
    await this.#removed();
    await this.#next?.[Symbol.asyncDispose]();
    const limits = { memoryBytes: this.#memoryMb * 2 ** 20 };
    this.#next = await createResourceGroup(this.#cgroups, `bench-${randomUUID()}`, limits);
    this.#next.setCpu(INIT_VCPUS);
    await this.#inner.beforeStart();
  }

  launch(wanted: Launch): Launch {
    const launch = this.#inner.launch(wanted);
    const files = this.#next?.procsFiles ?? [];
    const command = ['/bin/sh', '-c', JOIN_AND_WAIT, 'sh', ...files, '--', ...launch.command] as const;
    return { ...launch, command, waits: true };
  }

  started(pid: number): void {
    if (this.#next !== undefined) this.#groups.set(pid, this.#next);
    this.#next = undefined;
    this.#inner.started(pid);
  }

  initialised(pid: number): void {
    this.#groups.get(pid)?.setCpu(this.#vcpus);
    this.#inner.initialised(pid);
  }

  ended(pid: number): string | undefined {
    const group = this.#groups.get(pid);
    this.#groups.delete(pid);
    const why = group?.oomKilled() ? `it wanted more than ${this.#memoryMb} MB` : this.#inner.ended(pid);
    if (group !== undefined) this.#removals.add(group[Symbol.asyncDispose]());
    return why;
  }

  storageUse(): Promise<StorageUse | undefined> {
    return this.#inner.storageUse();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#removed();
    await this.#next?.[Symbol.asyncDispose]();
    await this.#inner[Symbol.asyncDispose]();
  }

  get #vcpus(): number {
    return this.#memoryMb / MEGABYTES_PER_VCPU;
  }

  /** What has ended is gone; a group that cannot be removed is told here. */
  async #removed(): Promise<void> {
    const removals = [...this.#removals];
    this.#removals.clear();
    await Promise.all(removals);
  }
}
