import type { HeaderLine } from './http-call.ts';

const REMAPPED = new Set(['connection', 'content-length', 'date', 'server', 'www-authenticate']);

/** Headers of a function that function URLs and REST APIs keep for themselves reach the caller by another name. */
export function remappedHeaders(headers: readonly HeaderLine[]): readonly HeaderLine[] {
  return headers.map(([name, value]) => {
    const lower = name.toLowerCase();
    return REMAPPED.has(lower) ? [`x-amzn-remapped-${lower}`, value] : [name, value];
  });
}
