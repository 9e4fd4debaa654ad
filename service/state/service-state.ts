import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { CodeStore } from '../deployment/code-store.ts';
import { stateFolder } from '../state-folder.ts';
import { StateDatabase, StateInUseError } from './state-database.ts';

/** What a service keeps of what was deployed to it. */
export interface ServiceState extends AsyncDisposable {
  readonly database: StateDatabase;
  readonly code: CodeStore;
}

/** Where the state is, and what to do where it cannot be had. */
export interface StatePlace {
  /** Must exist; without one, everything is gone when the service ends. */
  readonly stateFolder?: string;
  /** Whether to go without where another service has that folder; else that is an error. */
  readonly stateOptional?: boolean;
  readonly onNotice?: (line: string) => void;
}

/**
 * Opens what an earlier service has left in a folder.
 *
 * @throws UsageError when another service has that folder
 */
export async function openState({ stateFolder: folder, stateOptional, onNotice }: StatePlace): Promise<ServiceState> {
  try {
    return await openFolder(folder);
  } catch (error) {
    if (!(error instanceof StateInUseError) || stateOptional !== true) throw error;
    onNotice?.(`${error.message}; until then, what is deployed here is forgotten when this service ends`);
    return await openFolder(undefined);
  }
}

async function openFolder(folder: string | undefined): Promise<ServiceState> {
  await using resources = new AsyncDisposableStack();
  const database = resources.use(StateDatabase.open(folder));
  const place = folder ?? (await mkdtemp(join(stateFolder('deployments'), 'service-')));
  if (folder === undefined) resources.defer(() => rm(place, { recursive: true, force: true }));
  const code = await CodeStore.open(join(place, 'deployments'));
  const kept = resources.move();
  return { database, code, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}
