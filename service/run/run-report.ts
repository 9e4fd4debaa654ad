import { styleText } from 'node:util';
import type { InvocationError } from '../environment-api/invocation-answer.ts';
import { writeLine } from '../standard-output.ts';
import type { RunOptions } from './run-options.ts';

type Style = Parameters<typeof styleText>[0];

/** What one invocation took, in milliseconds; `initMs` only where the environment was started for it. */
export interface InvocationTimes {
  readonly initMs: number | undefined;
  readonly invokeMs: number;
}

const LABEL_WIDTH = 6;
const INDENT = ' '.repeat(2 + LABEL_WIDTH);

/** The first line of a run. */
export function printTitle(handler: string, folder: string, { memoryMb, timeoutMs }: RunOptions): void {
  print(`${paint('bold', handler)} ${paint('dim', `in ${folder}, ${memoryMb} MB, timeout ${timeoutMs / 1000} s`)}`);
}

/** The head of one invocation. */
export function printHead(number: number, start: 'cold' | 'warm'): void {
  print(`\n${paint('bold', `Invocation ${number}`)} ${paint(start === 'cold' ? 'cyan' : 'yellow', start)}`);
}

/**
 * One line of the function's log.
 *
 * @returns resolves when the terminal takes more; absent while it does
 */
export function printLog(line: string): Promise<unknown> | undefined {
  // Runtimes write \r where a record goes on in a new line.
  return writeLine(entry('log', line.replaceAll('\r', '\n'), 'dim'));
}

/**
 * One labelled entry; further lines of its text are indented.
 *
 * @param label of five characters at most; empty to go on with the entry before
 */
export function printEntry(label: string, text: string, style: Style = 'none'): void {
  void writeLine(entry(label, text, style));
}

/** An error as the caller of the function sees it: its name and message, then the stack. */
export function printError(error: InvocationError): void {
  const { title, stack } = readableError(error);
  printEntry('error', title, 'red');
  for (const line of stack) printEntry('', line, 'dim');
}

/** The last line of one invocation. */
export function printTimes({ initMs, invokeMs }: InvocationTimes): void {
  const init = initMs === undefined ? '' : `init ${milliseconds(initMs)}, `;
  printEntry('time', `${init}invoke ${milliseconds(invokeMs)}`, 'green');
}

/** What the person should know before the first invocation. */
export function printNotice(line: string): void {
  print(paint('dim', line));
}

/** A hint below an error. */
export function printHint(text: string): void {
  printEntry('', text, 'dim');
}

// The runtime's own frames say nothing to the function's author.
const RUNTIME_FILE = '/snapboot/runtime.cjs';

/** The line at the end of a run: cold and warm side by side. */
export function printSummary(all: readonly InvocationTimes[]): void {
  const cold = all.filter(({ initMs }) => initMs !== undefined).map(({ initMs = 0, invokeMs }) => initMs + invokeMs);
  const warm = all.filter(({ initMs }) => initMs === undefined).map(({ invokeMs }) => invokeMs);
  if (cold.length === 0 || warm.length === 0) return;
  print(`\n${paint('bold', `cold ${middle(cold)}, warm ${middle(warm)}`)}`);
}

/** `12.3 ms`. */
export function milliseconds(value: number): string {
  return `${value.toFixed(1)} ms`;
}

function middle(values: readonly number[]): string {
  const sorted = values.toSorted((a, b) => a - b);
  const median = sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
  return `${milliseconds(median)}${sorted.length > 1 ? ` (median of ${sorted.length})` : ''}`;
}

function readableError({ errorType, payload }: InvocationError): { title: string; stack: readonly string[] } {
  const text = payload.toString();
  const { errorType: name, errorMessage, trace, stackTrace } = parseObject(text);
  if (name === undefined && errorMessage === undefined) return { title: text === '' ? errorType : text, stack: [] };
  const title = `${name ?? errorType}: ${errorMessage ?? ''}`;
  const lines = [trace ?? stackTrace ?? []].flat().map(String);
  // The stack opens with name and message, which stand in the title.
  const firstFrame = lines.findIndex((line) => line.trimStart().startsWith('at '));
  const frames = firstFrame === -1 ? [] : lines.slice(firstFrame);
  return { title, stack: frames.filter((line) => !line.includes(RUNTIME_FILE)) };
}

function parseObject(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}

function paint(style: Style, text: string): string {
  return styleText(style, text, { stream: process.stdout });
}

function entry(label: string, text: string, style: Style): string {
  const lines = text.split('\n').map((line) => paint(style, line));
  return `  ${paint('dim', label.padEnd(LABEL_WIDTH))}${lines.join(`\n${INDENT}`)}`;
}

function print(text: string): void {
  void writeLine(text);
}
