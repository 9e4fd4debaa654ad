import { regionOf } from '../../environments/environment-variables.ts';
import { ACCOUNT_ID } from '../../functions/function-arn.ts';
import type { Collection, StateDatabase } from '../../state/state-database.ts';
import { refused } from '../functions/function-settings.ts';

/** What is kept of a version of a layer, in the words of Lambda's API. */
export interface LayerVersionRecord {
  readonly LayerName: string;
  readonly Version: number;
  readonly Description: string;
  readonly CreatedDate: string;
  readonly CompatibleArchitectures?: readonly string[];
  readonly CompatibleRuntimes?: readonly string[];
  readonly LicenseInfo?: string;
  /** Base64 of the SHA-256 of the zip. */
  readonly CodeSha256: string;
  /** Of the zip, in bytes. */
  readonly CodeSize: number;
  /** In bytes. */
  readonly UnzippedSize: number;
  /** Functions that use it go on to do so; no others can. */
  readonly Deleted?: true;
}

/** The versions of all layers, deleted ones too as long as functions may use them. */
export class LayerVersions {
  readonly #versions: Collection<LayerVersionRecord>;
  readonly #last: Collection<number>;

  constructor(database: StateDatabase) {
    this.#versions = database.collection('layer versions');
    this.#last = database.collection('last layer versions');
  }

  /** Gives it the next number; none is given twice. */
  publish(layer: Omit<LayerVersionRecord, 'Version'>): LayerVersionRecord {
    const record = { ...layer, Version: (this.#last.get(layer.LayerName) ?? 0) + 1 };
    this.#last.put(layer.LayerName, record.Version);
    this.#versions.put(keyOf(record.LayerName, record.Version), record);
    return record;
  }

  /** Those of a layer, or of all, the newest first. */
  list(name?: string): readonly LayerVersionRecord[] {
    const all = this.#versions.list(name === undefined ? '' : `${name}/`).filter(({ Deleted }) => Deleted !== true);
    return all.toReversed();
  }

  get(name: string, version: number): LayerVersionRecord | undefined {
    const record = this.#versions.get(keyOf(name, version));
    return record?.Deleted === true ? undefined : record;
  }

  /**
   * The version that a function wants to use.
   *
   * @throws ServiceError InvalidParameterValueException
   */
  find(arn: string): LayerVersionRecord {
    const record = this.#of(arn);
    if (record === undefined || record.Deleted === true) throw refused(`Layer version ${arn} does not exist.`);
    return record;
  }

  /** Of a version that a function uses, which may have been deleted since. */
  codeSize(arn: string): number {
    return this.#of(arn)?.CodeSize ?? 0;
  }

  /** Hash of the code of a version that a function uses. */
  codeOf(arn: string): string {
    return this.#of(arn)?.CodeSha256 ?? '';
  }

  delete(name: string, version: number): void {
    const record = this.#versions.get(keyOf(name, version));
    if (record !== undefined) this.#versions.put(keyOf(name, version), { ...record, Deleted: true });
  }

  /** Hashes of all code that may be used. */
  codeInUse(): readonly string[] {
    return this.#versions.list().map(({ CodeSha256 }) => CodeSha256);
  }

  #of(arn: string): LayerVersionRecord | undefined {
    const [name = '', version = ''] = arn.split(':').slice(-2);
    return arn === layerArn(name, Number(version)) ? this.#versions.get(keyOf(name, Number(version))) : undefined;
  }
}

/** `arn:aws:lambda:…:layer:name`, with the number of a version. */
export function layerArn(name: string, version?: number): string {
  const arn = `arn:aws:lambda:${regionOf(process.env)}:${ACCOUNT_ID}:layer:${name}`;
  return version === undefined ? arn : `${arn}:${version}`;
}

const DIGITS = 12;

/** Keys are in the order of the numbers. */
function keyOf(name: string, version: number): string {
  return `${name}/${String(version).padStart(DIGITS, '0')}`;
}
