import { unescape as percentDecoded } from 'node:querystring';

/** A name and a value of a query string. */
export type QueryParameter = readonly [name: string, value: string];

/** The parameters of a query string in their order, as they were sent. */
export function rawParameters(query: string): readonly QueryParameter[] {
  const parts = query.split('&').filter((part) => part !== '');
  return parts.map((part) => {
    const end = part.indexOf('=');
    return end === -1 ? [part, ''] : [part.slice(0, end), part.slice(end + 1)];
  });
}

/** The parameters of a query string in their order, decoded: `+` is a space, bytes that are no UTF-8 are replaced. */
export function decodedParameters(query: string): readonly QueryParameter[] {
  return rawParameters(query).map(([name, value]) => [decoded(name), decoded(value)]);
}

/** A part of a path, decoded; bytes that are no UTF-8 are replaced. */
export function decodedPath(path: string): string {
  return percentDecoded(path);
}

function decoded(text: string): string {
  return percentDecoded(text.replaceAll('+', ' '));
}
