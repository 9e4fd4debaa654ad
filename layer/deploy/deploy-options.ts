import { basename, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { ARCHITECTURES, type Architecture } from '../build-plan.ts';
import { CloudError } from '../cloud/cloud-error.ts';
import { LAYERS_FILE } from '../layers-file.ts';

/** A function as it shall be; what is left out stays as it is, or gets Lambda's default. */
export interface FunctionWish {
  readonly name: string;
  readonly architecture?: Architecture;
  readonly handler?: string;
  /** ARN of the execution role. */
  readonly role?: string;
  /** MB. */
  readonly memory?: number;
  /** Seconds. */
  readonly timeout?: number;
  /** Variables to set; others stay. */
  readonly variables?: Readonly<Record<string, string>>;
}

/** Where the layer comes from: an ARN of the user's, or the file that `snapboot layer publish` writes. */
export type LayerSource =
  | { readonly kind: 'arn'; readonly arn: string }
  | { readonly kind: 'file'; readonly file: string; readonly nodeMajor: number | undefined };

/** What is deployed, and where. */
export interface DeployOptions {
  /** Absolute path of the function's folder. */
  readonly folder: string;
  readonly region: string | undefined;
  readonly wish: FunctionWish;
  readonly layer: LayerSource;
  /** The file that knows the layer of the AWS SDK, where the function is to have it. */
  readonly sdkFile?: string;
  /** Where code lies on its way that is too large for a request. */
  readonly bucket: string | undefined;
  readonly dryRun: boolean;
}

/** The text of `snapboot function deploy --help`. */
export const DEPLOY_HELP: string = `Usage: snapboot function deploy FOLDER [options]

Packs a function's folder, without .git, and creates the function on provided.al2023 with snapboot's layer, or brings
the existing one up to date. Then it waits until Lambda has it ready, and prints its ARN.
What an option does not say stays as it is; for a new function the default holds.
Credentials, and the region unless it is given, come from where all AWS tools take them.

Options
  --name NAME              the function's name (default: that of the folder)
  --handler FILE.EXPORT    what is called (default: index.handler)
  --role ARN               what the function may do; a new one needs it
  --region REGION          where to
  --layer ARN              this version of a layer
  --layers-file FILE       or the one that snapboot layer publish noted here (default: ${LAYERS_FILE} in the current folder)
  --sdk                    attach the layer of the AWS SDK as well, which snapboot layer publish --sdk noted there
  --arch x86_64|arm64      the function's architecture (default: that of this machine)
  --node 24|26             the line of Node.js, among those in the file (default: 24)
  --memory MB              128 to 10240 (default: 128)
  --timeout SECONDS        1 to 900 (default: 3)
  --env NAME=VALUE         a variable, can be given several times; others stay
  --bucket NAME            S3 bucket in that region, for zips of more than 50 MB: the code lies there, as
                           snapboot/NAME/SHA256.zip, until Lambda has copied it
  --dry-run                print the calls and make only those that change nothing
  -h, --help               this text

Examples
  snapboot function deploy src/orders --role arn:aws:iam::123456789012:role/orders --env TABLE=orders
  snapboot function deploy src/orders --memory 512 --dry-run
  snapboot function deploy src/orders --sdk
`;

const OPTIONS = {
  name: { type: 'string' },
  handler: { type: 'string' },
  role: { type: 'string' },
  region: { type: 'string' },
  layer: { type: 'string' },
  'layers-file': { type: 'string' },
  arch: { type: 'string' },
  node: { type: 'string' },
  sdk: { type: 'boolean' },
  memory: { type: 'string' },
  timeout: { type: 'string' },
  env: { type: 'string', multiple: true },
  bucket: { type: 'string' },
  'dry-run': { type: 'boolean' },
} as const;

type Values = ReturnType<typeof parse>['values'];

/**
 * Reads the command line and checks it.
 *
 * @throws CloudError for a value that cannot be, the TypeError of parseArgs for an unknown option
 */
export function readDeployOptions(args: readonly string[]): DeployOptions {
  const { values, positionals } = parse(args);
  const [path, ...others] = positionals;
  if (path === undefined || others.length > 0) throw new CloudError('which folder? snapboot function deploy FOLDER');
  const folder = resolve(path);
  return {
    folder,
    region: values.region,
    wish: readWish(values, folder),
    layer: readLayer(values),
    ...(values.sdk && { sdkFile: values['layers-file'] ?? LAYERS_FILE }),
    bucket: values.bucket === undefined ? undefined : readBucket(values.bucket),
    dryRun: values['dry-run'] ?? false,
  };
}

function parse(args: readonly string[]) {
  return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
}

function readWish(values: Values, folder: string): FunctionWish {
  return {
    name: readName(values.name ?? basename(folder)),
    ...(values.arch !== undefined && { architecture: readArchitecture(values.arch) }),
    ...(values.handler !== undefined && { handler: values.handler }),
    ...(values.role !== undefined && { role: values.role }),
    ...(values.memory !== undefined && { memory: readNumber('memory', values.memory, 128, 10240) }),
    ...(values.timeout !== undefined && { timeout: readNumber('timeout', values.timeout, 1, 900) }),
    ...(values.env !== undefined && { variables: Object.fromEntries(values.env.map(readVariable)) }),
  };
}

function readLayer({ layer, 'layers-file': file, node, sdk = false }: Values): LayerSource {
  if (layer === undefined) return { kind: 'file', file: file ?? LAYERS_FILE, nodeMajor: readMajor(node) };
  // With --sdk the file is for that one.
  if ((file === undefined || sdk) && node === undefined) return { kind: 'arn', arn: layer };
  throw new CloudError('--layer names one version of one layer: leave out --layers-file and --node');
}

function readName(name: string): string {
  if (/^[\w-]{1,64}$/.test(name)) return name;
  throw new CloudError(`${name}: a function's name has 1 to 64 letters, digits, hyphens and underscores: --name`);
}

function readArchitecture(text: string): Architecture {
  const architecture = ARCHITECTURES.find((name) => name === text);
  if (architecture !== undefined) return architecture;
  throw new CloudError(`--arch ${text}: Lambda's architectures are ${ARCHITECTURES.join(' and ')}`);
}

function readMajor(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d+$/.test(text)) return Number(text);
  throw new CloudError(`--node ${text}: this is not a line of Node.js, such as 24`);
}

function readBucket(name: string): string {
  if (/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name)) return name;
  throw new CloudError(`--bucket ${name}: a bucket's name has 3 to 63 lower-case letters, digits, hyphens and dots`);
}

function readNumber(option: string, text: string, least: number, most: number): number {
  const number = Number(text);
  if (/^\d+$/.test(text) && number >= least && number <= most) return number;
  throw new CloudError(`--${option} ${text}: a number from ${least} to ${most}`);
}

function readVariable(text: string): [name: string, value: string] {
  const [, name, value] = /^([a-zA-Z]\w+)=(.*)$/s.exec(text) ?? [];
  if (name !== undefined && value !== undefined) return [name, value];
  const [given] = text.split('=', 1);
  throw new CloudError(`--env ${given}: NAME=VALUE, with a name of 2 or more letters, digits and underscores`);
}
