import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSource, visit } from './syntax.ts';

/** How far a file is from another one that it imports, by way of others or itself. */
export class ImportDistance {
  readonly #root: string;
  readonly #imports = new Map<string, readonly string[]>();

  constructor(root: string) {
    this.#root = root;
  }

  /** Steps from a file to one that it imports; absent where no way leads there. Paths are relative to the root. */
  between(from: string, to: string): number | undefined {
    const steps = new Map([[from, 0]]);
    const waiting = [from];
    for (const file of waiting) {
      const next = (steps.get(file) ?? 0) + 1;
      if (file === to) return steps.get(file);
      for (const imported of this.#importsOf(file)) {
        if (steps.has(imported)) continue;
        steps.set(imported, next);
        waiting.push(imported);
      }
    }
    return undefined;
  }

  #importsOf(file: string): readonly string[] {
    const known = this.#imports.get(file);
    if (known !== undefined) return known;
    const found = readImports(this.#root, file);
    this.#imports.set(file, found);
    return found;
  }
}

function readImports(root: string, file: string): string[] {
  if (!/\.tsx?$/.test(file)) return [];
  const text = readText(join(root, file));
  if (text === undefined) return [];
  const found: string[] = [];
  visit(parseSource(file, text), (node) => {
    const source = 'source' in node ? node.source : undefined;
    if (source?.type === 'Literal' && typeof source.value === 'string') found.push(source.value);
    return true;
  });
  return found.filter((name) => name.startsWith('.')).map((name) => join(file, '..', name));
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
