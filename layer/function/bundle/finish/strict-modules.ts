import type { Metafile } from 'esbuild';
import type MagicString from 'magic-string';
import { type BundledModule, type BundleParts, commonJsBody, isStrict } from './bundled-modules.ts';

type Inputs = Metafile['inputs'];

/**
 * Has ES modules be strict, as they are by definition. esbuild puts them into one scope, beside the functions that
 * CommonJS modules become, most of which are not strict, and says nothing of it: what is frozen is then left as it is
 * without a word. Here the CommonJS modules come first, and the others together into a function that is strict. Where a
 * CommonJS module that is not strict requires an ES module, all stays as esbuild made it.
 *
 * @param code the bundle, as esbuild writes it
 * @param awaits whether the modules await at their top
 */
export function makeModulesStrict(code: MagicString, parts: BundleParts, inputs: Inputs, awaits: boolean): void {
  const [directive] = parts.head;
  const isStrictEntry = isStrict(parts.head);
  // Before a bundle it would hold for all packages in it.
  if (isStrictEntry && directive !== undefined) code.remove(directive.start, directive.end);
  const sealed = sealedModules(parts.modules, inputs);
  if (!canSplit(parts, sealed, isStrictEntry, inputs)) return;
  const isOuter = ({ source }: BundledModule, statement: BundledModule['statements'][number]): boolean =>
    sealed.has(source) && commonJsBody(statement) !== undefined;
  const inner = parts.modules.flatMap((module) => module.statements.filter((each) => !isOuter(module, each)));
  const [first] = inner;
  if (first === undefined) return;
  for (const module of parts.modules) {
    const outer = module.statements.filter((each) => isOuter(module, each) && each.start > first.start);
    for (const { start, end } of outer) code.move(start, end, first.start);
  }
  code.prependRight(first.start, awaits ? '\nawait(async()=>{"use strict";\n' : '\n(()=>{"use strict";\n');
  code.append('\n})();\n');
}

function canSplit(
  { modules }: BundleParts,
  sealed: ReadonlySet<string>,
  isStrictEntry: boolean,
  inputs: Inputs,
): boolean {
  const isSloppy = (module: BundledModule): boolean => {
    const body = bodyOf(module);
    // Where nobody requires it, esbuild leaves the entry without a function, and puts its directive first of all.
    return body === undefined ? inputs[module.source]?.format === 'cjs' && !isStrictEntry : !isStrict(body);
  };
  return (
    modules.some((module) => bodyOf(module) === undefined) &&
    modules.every((module) => !isSloppy(module) || sealed.has(module.source))
  );
}

/** Of the function that a CommonJS module has become. */
function bodyOf({ statements: [first] }: BundledModule): ReturnType<typeof commonJsBody> {
  return first && commonJsBody(first);
}

/** The CommonJS modules that require no ES module, nor any that does. */
function sealedModules(modules: readonly BundledModule[], inputs: Inputs): ReadonlySet<string> {
  const sealed = new Set(modules.filter((module) => bodyOf(module) !== undefined).map(({ source }) => source));
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
