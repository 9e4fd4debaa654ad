import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { runOrThrow } from './cached-folder.ts';

type Labelled = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** What python-hcl2 makes of a file: blocks by their kind, labels in quotes. */
interface ParsedFile {
  readonly variable?: readonly Readonly<Record<string, unknown>>[];
  readonly resource?: readonly Labelled[];
  readonly data?: readonly Labelled[];
}

// var.region, data.archive_file.code, aws_iam_role.functions: all resources here are of AWS.
const REFERENCE = /(?<![\w.])(?:var\.\w+|data\.\w+\.\w+|aws_\w+\.\w+)/g;
const PARSE = 'import hcl2, json, sys; print(json.dumps([hcl2.load(open(name)) for name in sys.argv[1:]]))';

/**
 * The names that the configuration in a folder declares and those that it uses, such as `var.region`, each once.
 *
 * @param python one that has python-hcl2
 * @throws an Error where a file is no HCL
 */
export async function terraformNames(
  python: string,
  folder: string,
): Promise<{ readonly declared: readonly string[]; readonly used: readonly string[] }> {
  const files = (await readdir(folder)).filter((name) => name.endsWith('.tf'));
  const text = await runOrThrow(python, ['-c', PARSE, ...files.map((name) => join(folder, name))]);
  const parsed: readonly ParsedFile[] = JSON.parse(text);
  return { declared: sortedOnce(parsed.flatMap(declaredNames)), used: sortedOnce(text.match(REFERENCE) ?? []) };
}

function declaredNames({ variable = [], resource = [], data = [] }: ParsedFile): string[] {
  const variables = variable.flatMap((block) => Object.keys(block)).map((name) => `var.${name}`);
  const names = [...variables, ...resource.flatMap(labels), ...data.flatMap(labels).map((name) => `data.${name}`)];
  return names.map((name) => name.replaceAll('"', ''));
}

function labels(block: Labelled): string[] {
  return Object.entries(block).flatMap(([type, named]) => Object.keys(named).map((name) => `${type}.${name}`));
}

function sortedOnce(names: readonly string[]): string[] {
  return [...new Set(names)].sort();
}
