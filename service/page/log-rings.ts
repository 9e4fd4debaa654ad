import { MOST_LINES, type PageLogLine } from './page-state.ts';

/** A longer line is cut; Lambda itself cuts lines at 256 KB. */
const MOST_CHARACTERS = 32_768;
/** What is left of it then. Copies of more have the young generation grow when there are many. */
const BEGINNING_BYTES = 8192;
/** Of all lines of a function. What is kept of a flood for a while costs many times as much memory. */
const MOST_CHARACTERS_IN_ALL = 262_144;

/** The last lines of a function's log. */
class LogRing {
  #lines: PageLogLine[] = [];
  #characters = 0;

  get lines(): readonly PageLogLine[] {
    return this.#lines;
  }

  add(line: PageLogLine): void {
    this.#lines.push(line);
    this.#characters += line.line.length;
    while (this.#lines.length > MOST_LINES || this.#characters > MOST_CHARACTERS_IN_ALL)
      this.#characters -= this.#lines.shift()?.line.length ?? 0;
  }

  after(id: number): readonly PageLogLine[] {
    return this.#lines.slice(this.#lines.findLastIndex((line) => line.id <= id) + 1);
  }
}

/** The last lines of all logs. */
export class LogRings {
  readonly #rings = new Map<string, LogRing>();
  #lastId = 0;
  #takenId = 0;

  note(functionName: string, line: string, timeMs: number): void {
    this.#lastId += 1;
    const ring = this.#rings.get(functionName) ?? new LogRing();
    this.#rings.set(functionName, ring);
    ring.add({ id: this.#lastId, timeMs, line: shortened(line) });
  }

  /** By function. */
  all(): Record<string, readonly PageLogLine[]> {
    return Object.fromEntries([...this.#rings].map(([name, { lines }]) => [name, lines]));
  }

  /** Those that have come since it was last asked; of a flood, what is left of it. */
  takeChanges(): Record<string, readonly PageLogLine[]> {
    if (this.#takenId === this.#lastId) return {};
    const fresh = [...this.#rings].map(([name, ring]) => [name, ring.after(this.#takenId)] as const);
    this.#takenId = this.#lastId;
    return Object.fromEntries(fresh.filter(([, lines]) => lines.length > 0));
  }

  /** Those functions alone are left. */
  keep(functionNames: ReadonlySet<string>): void {
    for (const name of this.#rings.keys()) if (!functionNames.has(name)) this.#rings.delete(name);
  }
}

// Written to once for each line that is too long.
const beginning = Buffer.alloc(BEGINNING_BYTES);

/** A part of a text keeps the whole text in memory, so its beginning is copied. */
function shortened(line: string): string {
  if (line.length <= MOST_CHARACTERS) return line;
  const start = beginning.toString('utf8', 0, beginning.write(line));
  return `${start}… (${line.length - start.length} more characters)`;
}
