import { isDeepStrictEqual } from 'node:util';
import type { FunctionConfiguration, UpdateFunctionConfigurationCommandInput } from '@aws-sdk/client-lambda';
import { CloudError } from '../cloud/cloud-error.ts';
import type { FunctionWish } from './deploy-options.ts';

/** The part of a configuration that a deployment decides on, as Lambda takes it. */
export type Configuration = Omit<UpdateFunctionConfigurationCommandInput, 'FunctionName'>;

/** A wish in Lambda's words, with nothing in it that was not wished. */
export function wishedConfiguration(wish: FunctionWish, layers: string[]): Configuration {
  return {
    Runtime: 'provided.al2023',
    Layers: layers,
    ...(wish.handler !== undefined && { Handler: wish.handler }),
    ...(wish.role !== undefined && { Role: wish.role }),
    ...(wish.memory !== undefined && { MemorySize: wish.memory }),
    ...(wish.timeout !== undefined && { Timeout: wish.timeout }),
    ...(wish.variables !== undefined && { Environment: { Variables: { ...wish.variables } } }),
  };
}

/**
 * What a function's configuration lacks of a wish; empty when it has all of it.
 *
 * @throws CloudError when the variables that have to stay cannot be read
 */
export function configurationChanges(wished: Configuration, found: FunctionConfiguration): Configuration {
  // Lambda takes all variables or none.
  const Environment = wished.Environment && {
    Variables: { ...presentVariables(found), ...wished.Environment.Variables },
  };
  const whole = { ...wished, ...(Environment && { Environment }) };
  const present: Configuration = {
    ...found,
    Layers: found.Layers?.flatMap(({ Arn }) => Arn ?? []) ?? [],
    Environment: { Variables: found.Environment?.Variables ?? {} },
  } as Configuration;
  const names = (Object.keys(whole) as (keyof Configuration)[]).filter(
    (name) => !isDeepStrictEqual(whole[name], present[name]),
  );
  return Object.fromEntries(names.map((name) => [name, whole[name]]));
}

function presentVariables({ FunctionName, Environment }: FunctionConfiguration): Readonly<Record<string, string>> {
  const fault = Environment?.Error?.Message;
  if (fault === undefined) return Environment?.Variables ?? {};
  throw new CloudError(`the variables of ${FunctionName} cannot be read, and those not given would be lost: ${fault}`);
}
