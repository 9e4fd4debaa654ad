import { ServiceError } from '../http/service-error.ts';
import type { FunctionConfig } from './function-config.ts';

/** A name for a version, or for two that share its invocations. */
export interface FunctionAlias {
  readonly name: string;
  readonly version: string;
  /** Shares from 0 to 1 of other versions; the rest is that of `version`. */
  readonly weights: Readonly<Record<string, number>>;
}

/** All that a deployed function can be invoked as. */
export interface FunctionVersions {
  /** Why none of them can be invoked at present. */
  readonly state: 'Active' | 'Pending' | 'Failed';
  readonly versions: readonly FunctionConfig[];
  readonly aliases: readonly FunctionAlias[];
}

/**
 * The version that a qualifier means: its number, or one of those of an alias, by chance and their weights.
 *
 * @returns nothing when there is no such version or alias
 * @throws ServiceError ResourceConflictException while the function is not active
 */
export function versionOf(function_: FunctionVersions, qualifier: string): FunctionConfig | undefined {
  const { versions, aliases, state } = function_;
  const alias = aliases.find(({ name }) => name === qualifier);
  const version = alias === undefined ? qualifier : chosenVersion(alias, Math.random());
  const config = versions.find((each) => each.version === version);
  if (config !== undefined && state !== 'Active') throw notInvocable(state);
  return config;
}

/** @param at from 0 to 1, exclusive */
function chosenVersion({ version, weights }: FunctionAlias, at: number): string {
  let end = 0;
  for (const [other, weight] of Object.entries(weights)) {
    end += weight;
    if (at < end) return other;
  }
  return version;
}

function notInvocable(state: string): ServiceError {
  const message = `The operation cannot be performed at this time. The function is currently in the following state: ${state}`;
  return new ServiceError('ResourceConflictException', message);
}
