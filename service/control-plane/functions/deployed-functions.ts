import { randomUUID } from 'node:crypto';
import { functionArn } from '../../functions/function-arn.ts';
import { type FunctionConfig, functionConfig, LATEST } from '../../functions/function-config.ts';
import type { FunctionRegistry } from '../../functions/function-registry.ts';
import type { FunctionAlias } from '../../functions/function-versions.ts';
import { ServiceError } from '../../http/service-error.ts';
import type { Collection, StateDatabase } from '../../state/state-database.ts';
import type { LogConfig } from '../../telemetry/log-settings.ts';
import type { AliasRecord } from '../versions/alias-record.ts';
import { type FunctionRecord, lastModified } from './function-record.ts';

/** What deployed functions need of the rest of the service. */
export interface DeploymentSetting {
  readonly database: StateDatabase;
  readonly registry: FunctionRegistry;
  /** The absolute path of the folder with this code. */
  readonly codeFolder: (sha256: string) => string;
  /** The absolute path of the folder with this version of a layer. */
  readonly layerFolder: (arn: string) => string;
  /** The registry has changed. */
  readonly onChange: () => void;
}

/** The functions that were deployed through the API: kept in the state database, offered by the registry. */
export class DeployedFunctions {
  readonly #setting: DeploymentSetting;
  readonly #versions: Collection<FunctionRecord>;
  readonly #aliases: Collection<AliasRecord>;

  constructor(setting: DeploymentSetting) {
    this.#setting = setting;
    this.#versions = setting.database.collection('function versions');
    this.#aliases = setting.database.collection('aliases');
  }

  /** What the service offers. */
  get registry(): FunctionRegistry {
    return this.#setting.registry;
  }

  /** Offers what an earlier service has kept. Deployments that it was busy with are completed. */
  open(): void {
    for (const record of this.latest()) {
      if (isBusy(record)) this.#versions.put(keyOf(record), settled(record));
      this.#offer(record.FunctionName);
    }
  }

  /** The version `$LATEST` of all functions, in the order of their names. */
  latest(): readonly FunctionRecord[] {
    return this.all().filter(({ Version }) => Version === LATEST);
  }

  /** All versions of all functions. */
  all(): readonly FunctionRecord[] {
    return this.#versions.list();
  }

  /** All versions of a function: `$LATEST`, then the published ones in their order. */
  versionsOf(name: string): readonly FunctionRecord[] {
    const number = ({ Version }: FunctionRecord): number => (Version === LATEST ? 0 : Number(Version));
    return this.#versions.list(`${name}/`).toSorted((one, other) => number(one) - number(other));
  }

  /** Whether there is a function of this name, deployed or declared. */
  has(name: string): boolean {
    return this.#versions.get(`${name}/${LATEST}`) !== undefined || this.isDeclared(name);
  }

  /** Whether it is made of files, and so changed there alone. */
  isDeclared(name: string): boolean {
    return this.registry.declared.some((config) => config.name === name);
  }

  /**
   * One version, by its number or the name of an alias.
   *
   * @throws ServiceError ResourceNotFoundException
   */
  find(name: string, qualifier: string = LATEST): FunctionRecord {
    const version = this.#aliases.get(`${name}/${qualifier}`)?.FunctionVersion ?? qualifier;
    const record = this.#versions.get(`${name}/${version}`);
    if (record !== undefined) return record;
    throw notFound(name, qualifier);
  }

  /**
   * The version `$LATEST`, to be changed.
   *
   * @param revisionId that of the version which the caller has seen
   * @throws ServiceError ResourceNotFoundException, ResourceConflictException, PreconditionFailedException
   */
  findForChange(name: string, revisionId?: string): FunctionRecord {
    const record = this.checkDeployed(name);
    if (isBusy(record)) throw busy(record);
    if (revisionId !== undefined && revisionId !== record.RevisionId) throw staleRevision();
    return record;
  }

  /** @throws ServiceError ResourceNotFoundException, ResourceConflictException for one that is made of files */
  checkDeployed(name: string): FunctionRecord {
    if (this.isDeclared(name)) throw declared(name);
    return this.find(name);
  }

  /** @throws ServiceError ResourceNotFoundException when there is no version of this number */
  checkVersion(name: string, version: string): void {
    if (this.#versions.get(`${name}/${version}`) === undefined) throw notFound(name, version);
  }

  /**
   * Keeps a new or a changed function, and completes the deployment when the caller has its answer.
   *
   * @returns the record as the answer shows it: Pending, or with an update in progress
   */
  deploy(record: Omit<FunctionRecord, 'RevisionId' | 'LastModified'>): FunctionRecord {
    const kept = { ...record, RevisionId: randomUUID(), LastModified: lastModified(new Date()) };
    this.#versions.put(keyOf(kept), kept);
    if (kept.State === 'Pending') this.#offer(kept.FunctionName);
    setImmediate(() => this.#complete(kept));
    return kept;
  }

  /** Keeps a version that was published, which never changes. */
  publish(record: FunctionRecord): FunctionRecord {
    const kept = { ...settled(record), RevisionId: randomUUID(), LastModified: lastModified(new Date()) };
    this.#versions.put(keyOf(kept), kept);
    this.#offer(kept.FunctionName);
    return kept;
  }

  /** Forgets a version, or a whole function with its aliases. */
  remove(name: string, version?: string): void {
    this.#setting.database.transaction(() => {
      for (const record of this.versionsOf(name)) {
        if (version === undefined || record.Version === version) this.#versions.delete(keyOf(record));
      }
      if (version !== undefined) return;
      for (const alias of this.aliasesOf(name)) this.#aliases.delete(`${name}/${alias.Name}`);
    });
    this.#offer(name);
  }

  aliasesOf(name: string): readonly AliasRecord[] {
    return this.#aliases.list(`${name}/`);
  }

  putAlias(name: string, alias: AliasRecord): AliasRecord {
    this.#aliases.put(`${name}/${alias.Name}`, alias);
    this.#offer(name);
    return alias;
  }

  removeAlias(name: string, alias: string): void {
    this.#aliases.delete(`${name}/${alias}`);
    this.#offer(name);
  }

  /** Unless it was deleted or deployed again in the meantime. */
  #complete(record: FunctionRecord): void {
    if (this.#versions.get(keyOf(record))?.RevisionId !== record.RevisionId) return;
    this.#versions.put(keyOf(record), settled(record));
    this.#offer(record.FunctionName);
  }

  /** Has the registry know all versions and aliases of a function as they are now. */
  #offer(name: string): void {
    const records = this.versionsOf(name);
    this.registry.deploy(name, {
      state: records[0]?.State ?? 'Active',
      versions: records.map((record) => this.#configOf(record)),
      aliases: this.aliasesOf(name).map(routeOf),
    });
    this.#setting.onChange();
  }

  #configOf(record: FunctionRecord): FunctionConfig {
    const { codeFolder, layerFolder } = this.#setting;
    const { LoggingConfig, TracingConfig, DeadLetterConfig, EphemeralStorage, Version } = record;
    return functionConfig({
      name: record.FunctionName,
      version: Version,
      deployed: true,
      taskRoot: codeFolder(record.CodeSha256),
      handler: record.Handler,
      memoryMb: record.MemorySize,
      timeoutMs: record.Timeout * 1000,
      variables: record.Environment?.Variables ?? {},
      layers: (record.Layers ?? []).map(layerFolder),
      ephemeralStorageMb: EphemeralStorage?.Size ?? 512,
      ...logConfigOf(LoggingConfig),
      tracing: TracingConfig?.Mode ?? 'PassThrough',
      snapStart: record.SnapStart?.ApplyOn === 'PublishedVersions' && Version !== LATEST,
      ...(DeadLetterConfig?.TargetArn && { deadLetterArn: DeadLetterConfig.TargetArn }),
      revision: record.RevisionId,
    });
  }
}

function logConfigOf({
  LogFormat = 'Text',
  ApplicationLogLevel,
  SystemLogLevel,
}: NonNullable<FunctionRecord['LoggingConfig']> = {}): LogConfig {
  return {
    logFormat: LogFormat,
    ...(ApplicationLogLevel && { applicationLogLevel: ApplicationLogLevel }),
    ...(SystemLogLevel && { systemLogLevel: SystemLogLevel }),
  };
}

function keyOf({ FunctionName, Version }: Pick<FunctionRecord, 'FunctionName' | 'Version'>): string {
  return `${FunctionName}/${Version}`;
}

function isBusy({ State, LastUpdateStatus }: FunctionRecord): boolean {
  return State === 'Pending' || LastUpdateStatus === 'InProgress';
}

function settled(record: FunctionRecord): FunctionRecord {
  return { ...record, State: 'Active', LastUpdateStatus: 'Successful' };
}

function routeOf({ Name, FunctionVersion, RoutingConfig }: AliasRecord): FunctionAlias {
  return { name: Name, version: FunctionVersion, weights: RoutingConfig?.AdditionalVersionWeights ?? {} };
}

function declared(name: string): ServiceError {
  const message = `${name} is declared in files that this service was started with: change it there.`;
  return new ServiceError('ResourceConflictException', message);
}

function notFound(name: string, qualifier: string): ServiceError {
  const arn = functionArn(name, qualifier === LATEST ? undefined : qualifier);
  return new ServiceError('ResourceNotFoundException', `Function not found: ${arn}`);
}

function busy({ FunctionName }: FunctionRecord): ServiceError {
  const message = `The operation cannot be performed at this time. An update is in progress for resource: ${functionArn(FunctionName)}`;
  return new ServiceError('ResourceConflictException', message);
}

/** The caller has decided on what is not true any more. */
export function staleRevision(): ServiceError {
  const advice = 'Call the GetFunction/GetAlias API to retrieve the latest Revision Id';
  return new ServiceError(
    'PreconditionFailedException',
    `The Revision Id provided does not match the latest Revision Id. ${advice}`,
  );
}
