import { spawn } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ScriptStamp } from '../../runtime/file-formats/code-file.ts';
import { BuildError } from '../build-error.ts';
import type { Architecture } from '../build-plan.ts';
import { commandFault, runCommand } from '../command.ts';
import type { FunctionBundle } from '../function/bundle/bundle-function.ts';
import { indexedMap } from '../function/compile/indexed-map.ts';
import { variableRules, variablesOfBuild } from '../loading/build-variables.ts';
import { SourceFinder } from '../loading/source-finder.ts';
import { type BootConditions, SNAPSHOT_FILES, writeBootFiles } from './boot-file.ts';
import { NoSnapshotError } from './no-snapshot-error.ts';
import { type AllowedNames, judgeFindings, toldPlace } from './snapshot-fault.ts';
import { type GroundFolders, openGround, type SnapshotGround } from './snapshot-ground.ts';
import { snapshotScript } from './snapshot-script.ts';
import type { Finding, FindingKind } from './stand-ins/findings.ts';
import type { SnapshotReport, SnapshotSettings } from './stand-ins/sleeping-function.ts';

/** What a snapshot is taken of. */
export interface SnapshotPlan {
  /** Absolute path of the built function: its working folder while it is loaded, and where the snapshot goes. */
  readonly folder: string;
  readonly bundle: FunctionBundle;
  /** The script that it starts from without the snapshot: where that is another one, the snapshot is of no use. */
  readonly plain: ScriptStamp;
  /** Absolute path of the Node.js that will wake it. */
  readonly node: string;
  /** That of this Node.js. */
  readonly architecture: Architecture;
  /** Of the function's handler, such as `index`. */
  readonly module: string;
  /** Absolute path of the module that the runtime starts with in a snapshot. */
  readonly boot: string;
  readonly variables: Readonly<Record<string, string>>;
  /** Packages that may draw randomness while they are loaded; `.` is the function itself. */
  readonly allowRandom: AllowedNames;
  /** Where it is taken again, if the function keeps its path: with the function where it lies on Lambda. */
  readonly lambdaGround?: ((folders: GroundFolders) => SnapshotGround) | undefined;
  /**
   * Whether the compiled code of Node.js's own modules is in it, and those that it cannot hold are loaded on waking: it
   * is larger and wakes later, and an invocation that needs them is faster.
   */
  readonly withCode: boolean;
}

/** A snapshot that was taken. */
export interface TakenSnapshot {
  readonly report: SnapshotReport;
  /** The only folder that the function may lie in, where it keeps that path. */
  readonly taskRoot?: string;
  /** What the function's author should know, one line each. */
  readonly warnings: readonly string[];
}

// A flag that the bootstrap always sets, and http has as a constant.
const AS_STARTED = ['--max-http-header-size=81920'];
const FACTS = fileURLToPath(new URL('node-facts.cjs', import.meta.url));
const LIMIT_MS = 60_000;
const SCRIPT = 'snapshot.js';
const CONFIG = 'snapshot.json';
const BLOB = 'snapshot.blob';
const REPORT = 'report.json';
const MOST_CHARACTERS = 200;

/**
 * Loads a function and has Node.js write down what it has in memory then, into the function's folder, with what the
 * bootstrap needs to start it. Where the function keeps the path of its folder,
 * it is loaded again where it lies on Lambda.
 *
 * @throws NoSnapshotError when something cannot be in a snapshot, with its place
 */
export async function takeSnapshot(plan: SnapshotPlan): Promise<TakenSnapshot> {
  const work = await realpath(await mkdtemp(join(tmpdir(), 'snapboot-snapshot-')));
  try {
    const folders = { folder: plan.folder, work, node: plan.node };
    const facts = await nodeFacts(plan.node);
    const anywhere = await takeOn(openGround(folders), plan, work, facts);
    const keepsPath = await includesPath(join(work, BLOB), plan.folder);
    if (keepsPath && plan.lambdaGround === undefined) throw new NoSnapshotError(keptPathLine(plan, anywhere.report));
    const inside = keepsPath ? plan.lambdaGround?.(folders) : undefined;
    const taken = inside ? { ...(await takeOn(inside, plan, work, facts)), taskRoot: inside.folder } : anywhere;
    await mkdir(dirname(join(plan.folder, SNAPSHOT_FILES.blob)), { recursive: true });
    await cp(join(work, BLOB), join(plan.folder, SNAPSHOT_FILES.blob));
    const { map, index } = indexedMap(plan.bundle.map, plan.plain);
    await writeFile(join(plan.folder, SNAPSHOT_FILES.map), map);
    await writeFile(join(plan.folder, SNAPSHOT_FILES.mapIndex), index);
    await writeBootFiles(plan.folder, conditionsOf(plan, taken));
    return taken;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

function conditionsOf({ architecture, module }: SnapshotPlan, { report, taskRoot }: TakenSnapshot): BootConditions {
  return { ...report, architecture, module, ...(taskRoot !== undefined && { taskRoot }) };
}

/** Leaves the blob in the folder `work`: its own path is in it as well. */
async function takeOn(
  ground: SnapshotGround,
  plan: SnapshotPlan,
  work: string,
  { nodeVersion, ...shapes }: NodeFacts,
): Promise<TakenSnapshot> {
  const reportFile = join(ground.work, REPORT);
  const { withCode: loadsOnWaking, plain } = plan;
  const settings = { ...shapes, reportFile, loadsOnWaking, plain, variables: variableRules(plan.variables) };
  const { text } = await snapshotScript(plan.bundle, plan.boot, settings);
  const config = { builder: join(ground.work, SCRIPT), withoutCodeCache: !plan.withCode };
  await rm(join(work, REPORT), { force: true });
  await writeFile(join(work, SCRIPT), text);
  await writeFile(join(work, CONFIG), JSON.stringify(config));
  const ended = await build(ground, variablesOfBuild(plan.variables, nodeVersion));
  return judge(plan, await readReport(join(work, REPORT)), ended);
}

type NodeFacts = Pick<SnapshotSettings, 'modules' | 'globals'> & Pick<SnapshotReport, 'nodeVersion'>;

async function nodeFacts(node: string): Promise<NodeFacts> {
  const variables = Object.entries(libraryPath(node)).map(([name, value]) => `${name}=${value}`);
  const result = await runCommand('/usr/bin/env', [...variables, node, ...AS_STARTED, FACTS]);
  if (result.state !== 'ended' || result.code !== 0) throw new BuildError(commandFault(node, result));
  return JSON.parse(result.stdout);
}

interface Ended {
  /** Undefined where it had to be ended. */
  readonly code: number | undefined;
  readonly output: string;
}

async function build(ground: SnapshotGround, variables: Readonly<Record<string, string>>): Promise<Ended> {
  const options = ['--snapshot-blob', join(ground.work, BLOB), '--build-snapshot-config', join(ground.work, CONFIG)];
  const [command, ...args] = ground.command(...options);
  const child = spawn(command, args, {
    env: { ...variables, ...libraryPath(ground.node) },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: LIMIT_MS,
    killSignal: 'SIGKILL',
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  const code = await new Promise<number | undefined>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (status, signal) => resolve(signal === 'SIGKILL' ? undefined : (status ?? 128)));
  });
  return { code, output };
}

/** What the bootstrap sets for a Node.js that needs a library of the layer. */
function libraryPath(node: string): Record<string, string> {
  return { LD_LIBRARY_PATH: join(dirname(dirname(node)), 'lib') };
}

async function readReport(file: string): Promise<SnapshotReport | undefined> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  return text === undefined ? undefined : JSON.parse(text);
}

function judge(plan: SnapshotPlan, report: SnapshotReport | undefined, { code, output }: Ended): TakenSnapshot {
  const finder = new SourceFinder(plan.bundle.map);
  if (report === undefined) throw new NoSnapshotError(`${unreported(code, output)}`);
  const warnings = judgeFindings(report.findings, finder, plan.allowRandom);
  if (report.fault !== undefined) {
    const suspects = toldSuspects('; perhaps it waits for', report.findings, 'late', finder);
    throw new NoSnapshotError(`the function does not load: ${toldFault(report.fault, finder)}${suspects}`);
  }
  if (code !== 0) throw new NoSnapshotError(`${crashLine(report.findings, finder, output)}`);
  return { report, warnings };
}

function toldFault(fault: NonNullable<SnapshotReport['fault']>, finder: SourceFinder): string {
  const place = finder.placeOf(fault).text;
  return place === '' ? fault.text : `${fault.text} (${place})`;
}

function unreported(code: number | undefined, output: string): string {
  if (code === undefined)
    return `the function is not loaded within ${LIMIT_MS / 1000} s: something holds its event loop`;
  return `Node.js ended with ${code} while the function was loaded: ${reasonIn(output)}`;
}

function crashLine(findings: readonly Finding[], finder: SourceFinder, output: string): string {
  const suspects = toldSuspects('; it was made by', findings, 'handle', finder);
  return `the function keeps what Node.js cannot write down (${reasonIn(output)})${suspects}`;
}

function toldSuspects(words: string, findings: readonly Finding[], kind: FindingKind, finder: SourceFinder): string {
  const told = findings.filter((finding) => finding.kind === kind).map((finding) => toldPlace(finding, finder));
  return told.length === 0 ? '' : `${words} ${told.join(', or ')}`;
}

/** What a dump names. */
function reasonIn(output: string): string {
  const failed = /# (Check failed: .*)/.exec(output)?.[1];
  if (failed !== undefined) return `V8: ${failed}`.slice(0, MOST_CHARACTERS);
  const known = /HTTPParser|\[Foreign\]|length_error|Unknown external reference|global handle not serialized/.exec(
    output,
  );
  if (known !== null) return known[0];
  const lines = output.split('\n').map((line) => line.trim());
  // The script itself is quoted above the error.
  const told = lines.find((line) => /^(?:\w*Error\b|# Fatal|FATAL|Assertion)/.test(line));
  return (told ?? lines[0] ?? '').slice(0, MOST_CHARACTERS);
}

/** A path that was found while the function was loaded would lead nowhere where it runs. */
async function includesPath(file: string, folder: string): Promise<boolean> {
  const blob = await readFile(file);
  const name = basename(folder);
  return blob.includes(name) || blob.includes(Buffer.from(name, 'utf16le'));
}

function keptPathLine({ bundle }: SnapshotPlan, { findings }: SnapshotReport): string {
  const asked = findings.find(({ kind }) => kind === 'place');
  const told = toldPlace(asked, new SourceFinder(bundle.map));
  const kept = `the function keeps the path of the folder that it is built in${told && `: it ${told}`}`;
  return `${kept}; with bubblewrap it would be built where it lies on Lambda`;
}
