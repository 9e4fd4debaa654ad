import type { ConcurrencySettings } from '../concurrency/concurrency-settings.ts';
import { ARCHIVE_LIMITS } from '../deployment/archive-limits.ts';
import type { CodeStore, StoredCode } from '../deployment/code-store.ts';
import { functionArn } from '../functions/function-arn.ts';
import { LATEST } from '../functions/function-config.ts';
import type { ServiceError } from '../http/service-error.ts';
import type { Collection, StateDatabase } from '../state/state-database.ts';
import { declaredRecord } from './functions/declared-record.ts';
import type { DeployedFunctions } from './functions/deployed-functions.ts';
import type { FunctionRecord, LayerReference } from './functions/function-record.ts';
import { refused } from './functions/function-settings.ts';
import type { LayerVersions } from './layers/layer-versions.ts';
import type { PolicyStore } from './policies/policy-store.ts';
import type { TagStore } from './tags/tag-store.ts';

/** What a deployment consists of. */
export interface DeploymentParts {
  readonly database: StateDatabase;
  readonly code: CodeStore;
  readonly functions: DeployedFunctions;
  readonly layers: LayerVersions;
  readonly policies: PolicyStore;
  readonly concurrency: ConcurrencySettings;
  readonly tags: TagStore;
}

// Of a function and its layers together.
const MAX_UNZIPPED_BYTES = ARCHIVE_LIMITS.maxUnzippedBytes;

/** All that operations work on: functions with their code, versions and aliases, layers, tags. */
export class Deployment implements DeploymentParts {
  readonly database: StateDatabase;
  readonly code: CodeStore;
  readonly functions: DeployedFunctions;
  readonly layers: LayerVersions;
  readonly policies: PolicyStore;
  readonly concurrency: ConcurrencySettings;
  readonly tags: TagStore;
  /**
   * Called with the name of each function that is deleted, and with the qualifier where it is one version or alias of it:
   * what others keep of it must go as well.
   */
  readonly onForget: ((name: string, qualifier?: string) => void)[] = [];
  readonly #versions: Collection<number>;
  readonly #sizes: Collection<StoredCode>;

  constructor({ database, code, functions, layers, policies, tags, concurrency }: DeploymentParts) {
    this.database = database;
    this.code = code;
    this.functions = functions;
    this.layers = layers;
    this.policies = policies;
    this.tags = tags;
    this.concurrency = concurrency;
    this.#versions = database.collection('last versions');
    this.#sizes = database.collection('code');
  }

  /**
   * Keeps the code of a function.
   *
   * @param layers ARNs of the layers that it is used with
   * @throws ServiceError for a zip that cannot be used, or too large together with the layers
   */
  async addCode(zip: Buffer, layers: readonly string[]): Promise<StoredCode> {
    const layerBytes = this.#layerBytes(layers);
    if (layerBytes >= MAX_UNZIPPED_BYTES) throw tooLarge(layerBytes);
    const code = await this.code.add(zip, { maxUnzippedBytes: MAX_UNZIPPED_BYTES - layerBytes });
    this.#sizes.put(code.sha256, code);
    return code;
  }

  /** @throws ServiceError InvalidParameterValueException when code and layers are too large together */
  checkSize(sha256: string, layers: readonly string[]): void {
    const bytes = (this.#sizes.get(sha256)?.unzippedBytes ?? 0) + this.#layerBytes(layers);
    if (bytes > MAX_UNZIPPED_BYTES) throw tooLarge(bytes);
  }

  /** The functions of files as well: all versions, in the order of their names. */
  all(): readonly FunctionRecord[] {
    const { registry } = this.functions;
    const records = [...this.functions.all(), ...registry.declared.map(declaredRecord)];
    return records.toSorted((one, other) => compare(one.FunctionName, other.FunctionName));
  }

  /**
   * One version of a function, of a declared one as well.
   *
   * @throws ServiceError ResourceNotFoundException
   */
  find(name: string, qualifier: string | undefined): FunctionRecord {
    const declared = this.functions.registry.declared.find((config) => config.name === name);
    if (declared !== undefined && (qualifier ?? LATEST) === LATEST) return declaredRecord(declared);
    return this.functions.find(name, qualifier);
  }

  /** As answers have them. */
  layersOf({ Layers = [] }: FunctionRecord): readonly LayerReference[] {
    return Layers.map((arn) => ({ Arn: arn, CodeSize: this.layers.codeSize(arn) }));
  }

  /** The number of the next version of a function; none is given twice. */
  nextVersion(name: string): number {
    const next = (this.#versions.get(name) ?? 0) + 1;
    this.#versions.put(name, next);
    return next;
  }

  /** A function is gone, and what was said of it and of these qualifiers. */
  forget(name: string, qualifiers: readonly string[]): void {
    this.#versions.delete(name);
    this.tags.delete(functionArn(name));
    this.concurrency.forget(name);
    for (const qualifier of [undefined, ...qualifiers]) this.policies.delete(functionArn(name, qualifier));
    for (const forget of this.onForget) forget(name);
  }

  /** A version or an alias is gone, and what was said of it. */
  forgetQualifier(name: string, qualifier: string): void {
    this.policies.delete(functionArn(name, qualifier));
    this.concurrency.unprovision(name, qualifier);
    for (const forget of this.onForget) forget(name, qualifier);
  }

  #layerBytes(arns: readonly string[]): number {
    return arns.reduce((sum, arn) => sum + this.layers.find(arn).UnzippedSize, 0);
  }
}

function tooLarge(bytes: number): ServiceError {
  const limit = `exceeds the maximum allowed size of ${MAX_UNZIPPED_BYTES} bytes`;
  return refused(`Function code combined with layers ${limit}. The actual size is ${bytes} bytes.`);
}

function compare(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
