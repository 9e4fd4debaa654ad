import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { CodeStore } from '../deployment/code-store.ts';
import { stateFolder } from '../state-folder.ts';
import { StateDatabase } from './state-database.ts';

/** What a service keeps of what was deployed to it. */
export interface ServiceState extends AsyncDisposable {
  readonly database: StateDatabase;
  readonly code: CodeStore;
}

/**
 * Opens what an earlier service has left in a folder.
 *
 * @param folder must exist; without one, everything is gone when the service ends
 * @throws UsageError when another service has that folder
 */
export async function openState(folder: string | undefined): Promise<ServiceState> {
  await using resources = new AsyncDisposableStack();
  const database = resources.use(StateDatabase.open(folder));
  const place = folder ?? (await mkdtemp(join(stateFolder('deployments'), 'service-')));
  if (folder === undefined) resources.defer(() => rm(place, { recursive: true, force: true }));
  const code = await CodeStore.open(join(place, 'deployments'));
  const kept = resources.move();
  return { database, code, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}
