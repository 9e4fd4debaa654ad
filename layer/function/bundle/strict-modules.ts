import { type Metafile, transform } from 'esbuild';
import { readMappings, writeMappings } from './mapped-lines.ts';

/** A bundle and its source map, as esbuild writes them without taking white space away. */
export interface BundledText {
  readonly script: string;
  readonly map: string;
}

/** Lines that came from one file. */
interface Chunk {
  /** As the metafile calls it; empty for what esbuild itself puts at the beginning. */
  readonly source: string;
  /** Numbers of its lines. */
  readonly from: number;
  readonly to: number;
  /** The number of lines at its beginning that are a CommonJS module, as a function. */
  readonly commonJs: number;
}

type Inputs = Metafile['inputs'];

// What esbuild makes of a name that only begins and ends in the source: an ES module with all files that fit.
const GLOB = /^\/\/ (?:import|require)\("[^"]*\*.*"\) in /;
const DIRECTIVE = '"use strict";';

/**
 * Has ES modules be strict, as they are by definition. esbuild puts them into one scope, beside the functions that
 * CommonJS modules become, most of which are not strict, and says nothing of it: what is frozen is then left as it is
 * without a word. Here the CommonJS modules come first, and the others together into a function that is strict. Where a
 * CommonJS module that is not strict requires an ES module, all stays as esbuild made it.
 *
 * @param awaits whether the modules await at their top
 */
export async function strictModules(bundled: BundledText, { inputs }: Metafile, awaits: boolean): Promise<BundledText> {
  const lines = bundled.script.split('\n');
  const chunks = chunksOf(lines, inputs);
  if (canSplit(chunks, lines, inputs)) return await minified(split(bundled, lines, chunks, inputs, awaits));
  return await minified({
    ...bundled,
    script: lines.map((line, index) => (isEntryDirective(line, index, chunks) ? '' : line)).join('\n'),
  });
}

/** Before a bundle it would hold for all packages in it. */
function isEntryDirective(line: string, index: number, [first]: readonly Chunk[]): boolean {
  return line === DIRECTIVE && index < (first?.to ?? 0);
}

/** Each file's lines begin with a comment that names it. */
function chunksOf(lines: readonly string[], inputs: Inputs): Chunk[] {
  const isStart = (line: string): boolean => line.startsWith('// ') && (line.slice(3) in inputs || GLOB.test(line));
  const starts = lines.flatMap((line, index) => (isStart(line) ? [index] : []));
  const ends = [...starts, lines.length];
  const first: Chunk = { source: '', from: 0, to: ends[0] ?? lines.length, commonJs: 0 };
  const others = starts.map((from, index): Chunk => {
    const to = ends[index + 1] ?? lines.length;
    return { source: lines[from]?.slice(3) ?? '', from, to, commonJs: commonJsLines(lines, from, to) };
  });
  return [first, ...others];
}

function commonJsLines(lines: readonly string[], from: number, to: number): number {
  if (!/^var [\w$]+ = __commonJS\(\{$/.test(lines[from + 1] ?? '')) return 0;
  const end = lines.indexOf('});', from);
  return end === -1 || end >= to ? 0 : end + 1 - from;
}

function canSplit([first, ...modules]: readonly Chunk[], lines: readonly string[], inputs: Inputs): boolean {
  const isStrictEntry = lines.slice(0, first?.to).includes(DIRECTIVE);
  const isSloppy = ({ source, commonJs, from }: Chunk): boolean => {
    // Where nobody requires it, esbuild leaves the entry without a function, and puts its directive first of all.
    if (commonJs === 0) return inputs[source]?.format === 'cjs' && !isStrictEntry;
    return !lines.slice(from + 1, from + 5).some((line) => line.trim() === DIRECTIVE);
  };
  const sealed = sealedModules(modules, inputs);
  return (
    modules.some(({ commonJs }) => commonJs === 0) &&
    modules.every((chunk) => !isSloppy(chunk) || sealed.has(chunk.source))
  );
}

/** The CommonJS modules that require no ES module, nor any that does. */
function sealedModules(modules: readonly Chunk[], inputs: Inputs): ReadonlySet<string> {
  const sealed = new Set(modules.filter(({ commonJs }) => commonJs > 0).map(({ source }) => source));
  const present = new Set(modules.map(({ source }) => source));
  let before: number;
  do {
    before = sealed.size;
    for (const source of sealed) {
      const required = inputs[source]?.imports.map(({ path }) => path) ?? [];
      if (required.some((path) => path.includes('*') || (present.has(path) && !sealed.has(path))))
        sealed.delete(source);
    }
  } while (sealed.size < before);
  return sealed;
}

function split(
  { script, map }: BundledText,
  lines: readonly string[],
  [first, ...modules]: readonly Chunk[],
  inputs: Inputs,
  awaits: boolean,
): BundledText {
  if (first === undefined) return { script, map };
  const sealed = sealedModules(modules, inputs);
  const outer = modules.flatMap((chunk) =>
    sealed.has(chunk.source) ? numbers(chunk.from, chunk.from + chunk.commonJs) : [],
  );
  const inner = modules.flatMap(({ source, from, to, commonJs }) =>
    numbers(sealed.has(source) ? from + commonJs : from, to),
  );
  const order: (number | string)[] = [
    ...numbers(first.from, first.to).filter((line) => lines[line] !== DIRECTIVE),
    ...outer,
    awaits ? 'await(async()=>{"use strict";' : '(()=>{"use strict";',
    ...inner,
    '})();',
  ];
  const parsed = JSON.parse(map) as { readonly mappings: string };
  const mapped = readMappings(parsed.mappings);
  const mappings = writeMappings(order.map((line) => (typeof line === 'number' ? (mapped[line] ?? []) : [])));
  return {
    script: order.map((line) => (typeof line === 'number' ? lines[line] : line)).join('\n'),
    map: JSON.stringify({ ...parsed, mappings }),
  };
}

function numbers(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, index) => from + index);
}

async function minified({ script, map }: BundledText): Promise<BundledText> {
  const link = `\n//# sourceMappingURL=data:application/json;base64,${Buffer.from(map).toString('base64')}`;
  const result = await transform(script + link, {
    minifyWhitespace: true,
    platform: 'node',
    target: 'node24',
    legalComments: 'none',
    sourcemap: 'external',
    sourcesContent: false,
    logLevel: 'silent',
  });
  return { script: result.code, map: result.map };
}
