import { createHash } from 'node:crypto';
import { ACCOUNT_ID } from '../../functions/function-arn.ts';
import { type FunctionConfig, LATEST } from '../../functions/function-config.ts';
import { type FunctionRecord, lastModified } from './function-record.ts';

const STARTED = lastModified(new Date());

/** A function that files declare, as it would be if it had been deployed. It has no zip, so its hash is of its place. */
export function declaredRecord(config: FunctionConfig): FunctionRecord {
  const hash = createHash('sha256').update(`${config.taskRoot}\n${config.revision}`).digest();
  return {
    FunctionName: config.name,
    Version: LATEST,
    Role: `arn:aws:iam::${ACCOUNT_ID}:role/declared`,
    Runtime: 'provided.al2023',
    Handler: config.handler,
    Description: `Declared in files: ${config.taskRoot}`.slice(0, 256),
    Timeout: config.timeoutMs / 1000,
    MemorySize: config.memoryMb,
    Environment: { Variables: config.variables },
    EphemeralStorage: { Size: config.ephemeralStorageMb },
    LoggingConfig: { LogFormat: config.logFormat },
    Architectures: [process.arch === 'arm64' ? 'arm64' : 'x86_64'],
    CodeSha256: hash.toString('base64'),
    CodeSize: 0,
    LastModified: STARTED,
    RevisionId: uuidOf(hash),
    State: 'Active',
    LastUpdateStatus: 'Successful',
  };
}

function uuidOf(hash: Buffer): string {
  return hash.toString('hex', 0, 16).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
