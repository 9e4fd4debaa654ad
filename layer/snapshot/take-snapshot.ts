import { spawn } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BuildError } from '../build-error.ts';
import { commandFault, runCommand } from '../command.ts';
import type { FunctionBundle } from '../function/bundle/bundle-function.ts';
import { SNAPSHOT_FILES } from './boot-file.ts';
import { type AllowedNames, judgeFindings, SourceFinder, toldPlace } from './snapshot-fault.ts';
import { snapshotScript } from './snapshot-script.ts';
import { variableRules, variablesOfBuild } from './snapshot-variables.ts';
import type { Finding } from './stand-ins/findings.ts';
import type { SnapshotReport, SnapshotSettings } from './stand-ins/sleeping-function.ts';

/** What a snapshot is taken of. */
export interface SnapshotPlan {
  /** Absolute path of the built function: its working folder while it is loaded, and where the snapshot goes. */
  readonly folder: string;
  readonly bundle: FunctionBundle;
  /** Absolute path of the Node.js that will wake it. */
  readonly node: string;
  /** Absolute path of the module that the runtime starts with in a snapshot. */
  readonly boot: string;
  readonly variables: Readonly<Record<string, string>>;
  /** Packages that may draw randomness while they are loaded; `.` is the function itself. */
  readonly allowRandom: AllowedNames;
  /** Whether the code of Node.js's own modules is in it, compiled: it is larger, and what needs them later is faster. */
  readonly withCode: boolean;
}

/** A snapshot that was taken. */
export interface TakenSnapshot {
  readonly report: SnapshotReport;
  /** What the function's author should know, one line each. */
  readonly warnings: readonly string[];
}

const SHAPES = fileURLToPath(new URL('module-shapes.cjs', import.meta.url));
const LIMIT_MS = 60_000;
const MOST_CHARACTERS = 200;

/**
 * Loads a function and has Node.js write down what it has in memory then.
 *
 * @throws BuildError when something cannot be in a snapshot, with its place
 */
export async function takeSnapshot(plan: SnapshotPlan): Promise<TakenSnapshot> {
  const work = await realpath(await mkdtemp(join(tmpdir(), 'snapboot-snapshot-')));
  try {
    await mkdir(dirname(join(plan.folder, SNAPSHOT_FILES.blob)), { recursive: true });
    const reportFile = join(work, 'report.json');
    const shapes = await moduleShapes(plan.node);
    const settings = { ...shapes, reportFile, variables: variableRules(plan.variables) };
    const { text } = await snapshotScript(plan.bundle, plan.boot, settings);
    const script = join(work, 'snapshot.js');
    await writeFile(script, text);
    // Its own path is in it as well.
    const blob = join(work, 'snapshot.blob');
    const ended = await build(plan, script, blob);
    const taken = judge(plan, await readReport(reportFile), ended);
    await checkPaths(plan, taken.report, blob);
    await cp(blob, join(plan.folder, SNAPSHOT_FILES.blob));
    await writeFile(join(plan.folder, SNAPSHOT_FILES.map), plan.bundle.map);
    return taken;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function moduleShapes(node: string): Promise<Pick<SnapshotSettings, 'modules' | 'globals'>> {
  const result = await runCommand(node, [SHAPES]);
  if (result.state !== 'ended' || result.code !== 0) throw new BuildError(commandFault(node, result));
  return JSON.parse(result.stdout);
}

interface Ended {
  /** Undefined where it had to be ended. */
  readonly code: number | undefined;
  readonly output: string;
}

async function build(plan: SnapshotPlan, script: string, blob: string): Promise<Ended> {
  const { folder, node, variables, withCode } = plan;
  const config = `${script}on`;
  await writeFile(config, JSON.stringify({ builder: script, withoutCodeCache: !withCode }));
  const child = spawn(node, ['--snapshot-blob', blob, '--build-snapshot-config', config], {
    cwd: folder,
    env: { ...variablesOfBuild(variables), ...libraryPath(node) },
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
  if (report === undefined) throw new BuildError(`no snapshot: ${unreported(code, output)}`);
  const warnings = judgeFindings(report.findings, finder, plan.allowRandom);
  if (report.fault !== undefined) throw new BuildError(`no snapshot: the function does not load: ${report.fault}`);
  if (code !== 0) throw new BuildError(`no snapshot: ${crashLine(report.findings, finder, output)}`);
  return { report, warnings };
}

function unreported(code: number | undefined, output: string): string {
  if (code === undefined)
    return `the function is not loaded within ${LIMIT_MS / 1000} s: something holds its event loop`;
  return `Node.js ended with ${code} while the function was loaded: ${reasonIn(output)}`;
}

function crashLine(findings: readonly Finding[], finder: SourceFinder, output: string): string {
  const handles = findings.filter(({ kind }) => kind === 'handle').map((finding) => toldPlace(finding, finder));
  const suspects = handles.length === 0 ? '' : `; it was made by ${handles.join(', or ')}`;
  return `the function keeps what Node.js cannot write down (${reasonIn(output)})${suspects}`;
}

/** What a dump names. */
function reasonIn(output: string): string {
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
async function checkPaths({ folder, bundle }: SnapshotPlan, report: SnapshotReport, file: string): Promise<void> {
  const blob = await readFile(file);
  const name = basename(folder);
  if (!blob.includes(name) && !blob.includes(Buffer.from(name, 'utf16le'))) return;
  const asked = report.findings.find(({ kind }) => kind === 'place');
  const told = toldPlace(asked, new SourceFinder(bundle.map));
  throw new BuildError(
    `no snapshot: the function keeps the path of the folder that it is built in${told && `: it ${told}`}`,
  );
}
