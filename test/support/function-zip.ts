import { strToU8, type Zippable, zipSync } from 'fflate';

/** A zip of text files. */
export function functionZip(files: Readonly<Record<string, string>>): Uint8Array {
  const zippable: Zippable = {};
  for (const [name, text] of Object.entries(files))
    zippable[name] = [strToU8(text), { level: 1, attrs: 0o100644 << 16, os: 3 }];
  return zipSync(zippable);
}

/** The zip of a function that answers this, an expression of JavaScript. */
export function answering(expression: string): Uint8Array {
  return functionZip({ 'index.mjs': `export const handler = async (event, context) => (${expression});` });
}

/** Members that CreateFunction cannot do without, but for name and code; and time enough. */
export const FUNCTION_DEFAULTS = {
  Runtime: 'provided.al2023',
  Handler: 'index.handler',
  Role: 'arn:aws:iam::123456789012:role/any',
  Timeout: 60,
} as const;
