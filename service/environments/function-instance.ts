import { createHash } from 'node:crypto';
import type { FunctionInstance } from '../../runtime/protocol/telemetry-events.ts';
import type { FunctionConfig } from '../functions/function-config.ts';
import { regionOf } from './environment-variables.ts';

const RUNTIME_VERSION = 'provided:al2023';
const MEGABYTE = 1_048_576;

/** What telemetry says of a function and one of its environments when an init or a restore begins. */
export function functionInstance(config: FunctionConfig, logStream: string): FunctionInstance {
  return {
    runtimeVersion: RUNTIME_VERSION,
    runtimeVersionArn: runtimeVersionArn(),
    functionName: config.name,
    functionVersion: config.version,
    instanceId: logStream,
    instanceMaxMemory: config.memoryMb * MEGABYTE,
  };
}

/** Lambda's are hashes of what the runtime consists of; here it is made of the name. */
function runtimeVersionArn(): string {
  return `arn:aws:lambda:${regionOf(process.env)}::runtime:${createHash('sha256').update(RUNTIME_VERSION).digest('hex')}`;
}
