import { relative } from 'node:path';
import { styleText } from 'node:util';
import { INVOKE_API } from '../../runtime/protocol/invoke-api.ts';
import { regionOf } from '../environments/environment-variables.ts';
import type { FrontEndAddress } from '../front-ends/front-ends.ts';
import type { FunctionConfig } from '../functions/function-config.ts';
import { writeLine } from '../standard-output.ts';

type Style = Parameters<typeof styleText>[0];

const COLOURS: readonly Style[] = ['cyan', 'magenta', 'yellow', 'green', 'blue'];

/** Says where the service is, which functions it has, where browsers find them, and how to call the first one. */
export function printGreeting(
  endpoint: string,
  functions: readonly FunctionConfig[],
  addresses: readonly FrontEndAddress[],
): void {
  print(`${paint('bold', 'snapboot serve')} is listening on ${paint('bold', endpoint)}\n`);
  print(paint('bold', 'Functions'));
  if (functions.length === 0) printAdvice(endpoint);
  else printFunctions(functions);
  if (addresses.length > 0) printAddresses(addresses);
  const [first] = functions;
  if (first !== undefined) printCalls(endpoint, first.name);
}

/** A list of functions, one a line. */
export function printFunctions(functions: readonly FunctionConfig[]): void {
  const width = Math.max(...functions.map(({ name }) => name.length));
  for (const { name, handler, taskRoot, deployed, memoryMb, timeoutMs } of functions) {
    const place = deployed === true ? 'deployed' : `in ${readablePath(taskRoot)}`;
    const settings = `${place}, ${memoryMb} MB, timeout ${timeoutMs / 1000} s`;
    print(`  ${name.padEnd(width)}  ${handler} ${paint('dim', settings)}`);
  }
}

function printAdvice(endpoint: string): void {
  print('  none yet: name a file or a folder, or deploy one to this endpoint, such as by');
  print(`  export AWS_ENDPOINT_URL=${endpoint} AWS_REGION=${regionOf(process.env)}`);
  print('  snapboot layer publish && snapboot function deploy DIR --role arn:aws:iam::123456789012:role/any\n');
}

function printAddresses(addresses: readonly FrontEndAddress[]): void {
  const width = Math.max(...addresses.map(({ name }) => name.length));
  print(`\n${paint('bold', 'HTTP')}`);
  for (const { name, address } of addresses) print(`  ${name.padEnd(width)}  ${address}`);
}

/**
 * One line of a function's log, with the function's name before it.
 *
 * @returns resolves when the terminal takes more; absent while it does
 */
export function printLogLine(functionName: string, line: string): Promise<unknown> | undefined {
  const label = paint(colourOf(functionName), `${functionName} |`);
  // Runtimes write \r where a record goes on in a new line.
  return writeLine(`${label} ${line.replaceAll('\r', `\n${label} `)}`);
}

/** Something that the person at the terminal should know. */
export function printNotice(text: string): void {
  process.stderr.write(`snapboot: ${text}\n`);
}

function printCalls(endpoint: string, name: string): void {
  const region = regionOf(process.env);
  print(`\n${paint('bold', `Call ${name}`)}`);
  print(`  curl ${endpoint}${INVOKE_API.invoke(name)} -d '{}'`);
  // From stdin: the two versions of the AWS CLI understand a payload on the command line in different ways.
  print(
    `  echo '{}' | aws lambda invoke --endpoint-url ${endpoint} --region ${region} --no-sign-request ` +
      `--function-name ${name} --payload fileb:///dev/stdin /dev/stdout`,
  );
  const credentials = "{ accessKeyId: 'any', secretAccessKey: 'any' }";
  print(`  new LambdaClient({ endpoint: '${endpoint}', region: '${region}', credentials: ${credentials} })`);
  print(`    .send(new InvokeCommand({ FunctionName: '${name}', Payload: '{}' }))\n`);
}

/** The same colour for a function in every run. */
function colourOf(name: string): Style {
  const sum = [...name].reduce((total, character) => total + character.charCodeAt(0), 0);
  return COLOURS[sum % COLOURS.length] ?? 'none';
}

/** Relative where that is shorter to read. */
function readablePath(path: string): string {
  const relativePath = relative(process.cwd(), path) || '.';
  return relativePath.startsWith('..') ? path : relativePath;
}

function paint(style: Style, text: string): string {
  return styleText(style, text, { stream: process.stdout });
}

function print(text: string): void {
  void writeLine(text);
}
