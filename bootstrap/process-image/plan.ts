import { readFileSync } from 'node:fs';

const VARIABLE = 'SNAPBOOT_IMAGE_PLAN';
// What the build has told the loader of libraries, which has read it once and for all.
const OF_THE_LOADER = ['LD_BIND_NOW', 'GLIBC_TUNABLES'];

/** How the variables of the build stand to those of an execution environment. */
export interface VariableRules {
  /** An expression for names that loading must not read: secrets, and what each execution environment has for itself. */
  readonly hidden: string;
  /** Names that Lambda sets, to what this build was not told. */
  readonly unknown: readonly string[];
}

/** A call that is made of a client. */
export interface FirstCall {
  /** Such as `GetItemCommand`. */
  readonly command: string;
  readonly input: object;
  /** What the service says; `{}` unless it is said. */
  readonly answer?: string;
}

/** A package that is loaded for functions which ask for it. */
export interface PreloadedPackage {
  readonly name: string;
  /** Such as `DynamoDBClient`, where there are calls. */
  readonly client?: string;
  readonly calls?: readonly FirstCall[];
}

/** What is to be in the image, as the build says it in a file. */
export interface ImagePlan {
  /** `layer`: Node.js and the runtime alone; `function`: a function as well, which is loaded. */
  readonly kind: 'layer' | 'function';
  readonly taskRoot: string;
  /** As `_HANDLER` has it. */
  readonly handler: string;
  /** What the function is tried with, where it is. */
  readonly events: readonly unknown[];
  /** Whether the function that goes into the image has answered the events. */
  readonly primed: boolean;
  /** Packages that may draw randomness while they are loaded, by their names; `.` is the function's own code. */
  readonly allowRandom: readonly string[];
  readonly rules: VariableRules;
  /** What `NODE_EXTRA_CA_CERTS` is to the function. */
  readonly certificates?: string;
  /** Where Node.js has compiled code of the function's modules, in other processes. */
  readonly compileCache?: string;
  /** What a layer brings to functions: packages, and the folder of theirs, whose name is `node_modules`. */
  readonly preload?: { readonly folder: string; readonly packages: readonly PreloadedPackage[] };
  /** Where the report goes. */
  readonly report: string;
  /** How often the runtime is rehearsed. */
  readonly rounds: number;
}

const DEFAULTS: Omit<ImagePlan, 'kind' | 'report'> = {
  taskRoot: '/var/task',
  handler: '',
  events: [],
  primed: false,
  allowRandom: [],
  rules: { hidden: '^$', unknown: [] },
  rounds: 3,
};

/** Reads the plan, and takes the build's own variables out of the environment: they are nothing of the function's. */
export function takePlan(env: NodeJS.ProcessEnv): ImagePlan {
  const { [VARIABLE]: file } = env;
  for (const name of [VARIABLE, ...OF_THE_LOADER]) delete env[name];
  if (file === undefined) throw new Error(`${VARIABLE} is not set: it must hold the path of a plan`);
  const plan = { ...DEFAULTS, ...JSON.parse(readFileSync(file, 'utf8')) } as ImagePlan;
  if (plan.kind !== 'layer' && plan.kind !== 'function') {
    throw new Error(`${file}: kind must be layer or function, found ${JSON.stringify(plan.kind)}`);
  }
  return plan;
}
