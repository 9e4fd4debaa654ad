import { functionArn } from '../../functions/function-arn.ts';
import { LATEST } from '../../functions/function-config.ts';
import type { FunctionSettings } from './function-settings.ts';

/** What its native parts are made for. It is kept, but all functions run on the processor of this machine. */
export type Architecture = 'x86_64' | 'arm64';

/** What is kept of one version of a deployed function, in the words of Lambda's API. */
export interface FunctionRecord extends FunctionSettings {
  readonly FunctionName: string;
  readonly Role: string;
  readonly Runtime: string;
  readonly Handler: string;
  readonly Timeout: number;
  readonly MemorySize: number;
  /** `$LATEST`, or a number. */
  readonly Version: string;
  readonly Architectures: readonly Architecture[];
  /** Base64 of the SHA-256 of the zip. */
  readonly CodeSha256: string;
  /** Of the zip, in bytes. */
  readonly CodeSize: number;
  readonly LastModified: string;
  readonly RevisionId: string;
  readonly State: 'Pending' | 'Active';
  readonly LastUpdateStatus: 'InProgress' | 'Successful';
}

/** A layer of a function, as answers have it. */
export interface LayerReference {
  readonly Arn: string;
  /** Of the zip, in bytes. */
  readonly CodeSize: number;
}

const CREATING = { StateReason: 'The function is being created.', StateReasonCode: 'Creating' };
// Lambda has these words for an update as well.
const UPDATING = { LastUpdateStatusReason: 'The function is being created.', LastUpdateStatusReasonCode: 'Creating' };
const MAX_SHOWN_MB = 512;

/**
 * A FunctionConfiguration, as all operations answer it.
 *
 * @param qualifier what the caller asked for; without one, the ARN has none either
 */
export function configurationOf(
  record: FunctionRecord,
  layers: readonly LayerReference[],
  qualifier: string | undefined,
): object {
  const { Environment, TracingConfig, EphemeralStorage, SnapStart, LoggingConfig, Layers: _arns, ...same } = record;
  return {
    ...same,
    FunctionArn: functionArn(record.FunctionName, qualifier),
    PackageType: 'Zip',
    ...(Environment?.Variables && { Environment }),
    TracingConfig: TracingConfig ?? { Mode: 'PassThrough' },
    EphemeralStorage: EphemeralStorage ?? { Size: MAX_SHOWN_MB },
    SnapStart: { ApplyOn: SnapStart?.ApplyOn ?? 'None', OptimizationStatus: optimization(record) },
    LoggingConfig: loggingOf(record),
    ...(layers.length > 0 && { Layers: layers }),
    ...(record.State === 'Pending' && CREATING),
    ...(record.LastUpdateStatus === 'InProgress' && record.State === 'Active' && UPDATING),
  };
}

/** Lambda's format in a FunctionConfiguration: `2026-01-31T12:00:00.000+0000`. */
export function lastModified(now: Date): string {
  return now.toISOString().replace('Z', '+0000');
}

function optimization({ SnapStart, Version }: FunctionRecord): 'On' | 'Off' {
  return SnapStart?.ApplyOn === 'PublishedVersions' && Version !== LATEST ? 'On' : 'Off';
}

function loggingOf({ FunctionName, LoggingConfig = {} }: FunctionRecord): object {
  const { LogFormat = 'Text', ApplicationLogLevel = 'INFO', SystemLogLevel = 'INFO' } = LoggingConfig;
  return {
    LogFormat,
    ...(LogFormat === 'JSON' && { ApplicationLogLevel, SystemLogLevel }),
    LogGroup: LoggingConfig.LogGroup ?? `/aws/lambda/${FunctionName}`,
  };
}
