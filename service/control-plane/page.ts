import { ServiceError } from '../http/service-error.ts';

/** A part of a list, and where the next one begins. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly NextMarker?: string;
}

/**
 * The part of a list that a caller asks for with `Marker` and `MaxItems`. A marker names the last item that was given, so
 * that changes between two pages neither repeat nor lose others.
 *
 * @param items in the order of the list
 * @param keyOf what tells them apart
 * @param most items a page, whatever the caller asks for
 * @throws ServiceError ValidationException, InvalidParameterValueException
 */
export function pageOf<T>(items: readonly T[], keyOf: (item: T) => string, query: URLSearchParams, most = 50): Page<T> {
  const size = Math.min(readSize(query.get('MaxItems')), most);
  const marker = query.get('Marker');
  const start = marker === null ? 0 : startAfter(readMarker(marker), items.map(keyOf));
  const page = items.slice(start, start + size);
  const last = page.at(-1);
  const next = start + size;
  if (last === undefined || next >= items.length) return { items: page };
  return { items: page, NextMarker: Buffer.from(JSON.stringify([next, keyOf(last)])).toString('base64url') };
}

/** Where the last item is gone, what came after it has moved up. */
function startAfter([next, last]: readonly [number, string], keys: readonly string[]): number {
  const found = keys.indexOf(last);
  return found === -1 ? next - 1 : found + 1;
}

function readMarker(marker: string): readonly [number, string] {
  try {
    const [next, last] = JSON.parse(Buffer.from(marker, 'base64url').toString());
    if (Number.isInteger(next) && next > 0 && typeof last === 'string') return [next, last];
  } catch {
    // Told below.
  }
  throw new ServiceError('InvalidParameterValueException', 'Invalid Marker');
}

const MOST_ITEMS = 10_000;

function readSize(text: string | null): number {
  if (text === null) return MOST_ITEMS;
  const size = /^\d{1,6}$/.test(text) ? Number(text) : 0;
  if (size >= 1 && size <= MOST_ITEMS) return size;
  const place = `Value '${text.slice(0, 20)}' at 'maxItems' failed to satisfy constraint`;
  const message = `1 validation error detected: ${place}: Member must have value from 1 to ${MOST_ITEMS}`;
  throw new ServiceError('ValidationException', message);
}
