import type { LambdaClient } from '@aws-sdk/client-lambda';

const READING = /^(?:Get|List)/;
// Variables of a function are where people keep secrets, and a dry run is what a build server logs.
const SECRETS = 'Variables';

/** Makes a client print each call, and make only those that change nothing; the others seem to give nothing back. */
export function makeDryRun(client: LambdaClient, region: string): void {
  client.middlewareStack.add(
    (next, { commandName = '' }) =>
      async (args) => {
        const operation = commandName.replace(/Command$/, '');
        printCall(region, operation, args.input);
        if (READING.test(operation)) return next(args);
        return { output: { $metadata: {} }, response: undefined };
      },
    { step: 'initialize', name: 'snapbootDryRun' },
  );
}

/** Prints one call to stdout: region, operation and parameters as JSON, without the bytes of archives. */
export function printCall(region: string, operation: string, parameters: object): void {
  process.stdout.write(`${region} ${operation} ${JSON.stringify(printable(parameters))}\n`);
}

function printable(value: unknown): unknown {
  if (value instanceof Uint8Array) return `(${value.length} bytes)`;
  if (Array.isArray(value)) return value.map(printable);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, part]) => [name, name === SECRETS ? masked(part) : printable(part)]),
  );
}

function masked(variables: object): object {
  return Object.fromEntries(Object.keys(variables).map((name) => [name, '***']));
}
