import type { Concurrency } from '../../concurrency/concurrency.ts';
import { readFunctionReference } from '../../functions/function-reference.ts';
import type { Deployment } from '../deployment.ts';
import { refused } from '../functions/function-settings.ts';
import { type MembersOf, readMembers, required, whole } from '../members.ts';
import type { Operation, OperationCall } from '../operation.ts';

interface PutFunctionConcurrencyInput {
  readonly ReservedConcurrentExecutions?: number;
}

const INPUT: MembersOf<PutFunctionConcurrencyInput> = { ReservedConcurrentExecutions: whole(0, 1_000_000) };

const PUT_PATH = '/2017-10-31/functions/{FunctionName}/concurrency';
const GET_PATH = '/2019-09-30/functions/{FunctionName}/concurrency';
// What Lambda keeps for the functions without a share of their own.
const LEAST_UNRESERVED = 100;

/** PutFunctionConcurrency, GetFunctionConcurrency and DeleteFunctionConcurrency. */
export function reservedConcurrencyOperations(deployment: Deployment, concurrency: Concurrency): readonly Operation[] {
  const name = (call: OperationCall): string => nameOf(deployment, call);
  return [
    {
      name: 'PutFunctionConcurrency',
      method: 'PUT',
      path: PUT_PATH,
      status: 200,
      run: (call) => put(concurrency, name(call), call),
    },
    {
      name: 'GetFunctionConcurrency',
      method: 'GET',
      path: GET_PATH,
      status: 200,
      run: (call) => described(concurrency.settings.reserved(name(call))),
    },
    {
      name: 'DeleteFunctionConcurrency',
      method: 'DELETE',
      path: PUT_PATH,
      status: 204,
      run: (call) => remove(concurrency, name(call)),
    },
  ];
}

function put(concurrency: Concurrency, name: string, { input }: OperationCall): object {
  const { settings, limits } = concurrency;
  const executions = required(readMembers(input, INPUT).ReservedConcurrentExecutions, 'reservedConcurrentExecutions');
  const least = Math.min(LEAST_UNRESERVED, limits.account);
  const left = limits.unreserved + (settings.reserved(name) ?? 0) - executions;
  if (left < least && executions > (settings.reserved(name) ?? 0)) {
    const what =
      "Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution";
    throw refused(`${what} below its minimum value of [${least}].`);
  }
  const provisioned = settings.allProvisioned(name).reduce((sum, config) => sum + config.executions, 0);
  if (executions < provisioned) {
    throw refused("ReservedConcurrentExecutions should not be lower than function's total Provisioned Concurrency.");
  }
  settings.reserve(name, executions);
  concurrency.apply();
  return described(executions);
}

function remove(concurrency: Concurrency, name: string): undefined {
  concurrency.settings.unreserve(name);
  concurrency.apply();
}

function nameOf(deployment: Deployment, { parts: [part = ''] }: OperationCall): string {
  const { name } = readFunctionReference(part);
  deployment.find(name, undefined);
  return name;
}

function described(executions: number | undefined): object {
  return executions === undefined ? {} : { ReservedConcurrentExecutions: executions };
}
