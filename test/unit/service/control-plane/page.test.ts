import { expect, test } from 'vitest';
import { type Page, pageOf } from '../../../../service/control-plane/page.ts';

const ITEMS = ['a', 'b', 'c', 'd', 'e'];

function page(query: Readonly<Record<string, string>>, items: readonly string[] = ITEMS, most?: number): Page<string> {
  return pageOf(items, (item) => item, new URLSearchParams(query), most);
}

test('a list is given in pages, one after the other', () => {
  const pages: (readonly string[])[] = [];
  let query: Record<string, string> | undefined = { MaxItems: '2' };
  while (query !== undefined) {
    const { items, NextMarker }: Page<string> = page(query);
    pages.push(items);
    query = NextMarker === undefined ? undefined : { MaxItems: '2', Marker: NextMarker };
  }
  expect(pages).toEqual([['a', 'b'], ['c', 'd'], ['e']]);
});

test('a page that ends with the list has none behind it', () => {
  expect(page({ MaxItems: '5' })).toEqual({ items: ITEMS });
  expect(page({}, [])).toEqual({ items: [] });
  expect(page({ MaxItems: '4' })).toHaveProperty('NextMarker');
});

test('a page has fifty items at most, unless the operation has another limit', () => {
  const many = Array.from({ length: 60 }, (_, index) => String(index));
  expect(page({}, many).items).toHaveLength(50);
  expect(page({ MaxItems: '10000' }, many).items).toHaveLength(50);
  expect(page({ MaxItems: '51' }, many, 55).items).toHaveLength(51);
  expect(page({}, many, 55).items).toHaveLength(55);
});

test('what is added and removed between two pages neither repeats nor loses others', () => {
  const { NextMarker: Marker = '' } = page({ MaxItems: '2' });
  expect(page({ Marker }, ['a', 'a2', 'b', 'c']).items).toEqual(['c']);
  expect(page({ Marker }, ['b', 'c', 'd']).items).toEqual(['c', 'd']);
  // The last one that was given is gone, and what came after it has moved up.
  expect(page({ Marker }, ['a', 'c', 'd']).items).toEqual(['c', 'd']);
});

test.each(['nonsense', encoded('[0,"a"]'), encoded('[1.5,"a"]'), encoded('[1,2]'), encoded('1')])(
  'the marker %s is refused',
  (Marker) => {
    expect(() => page({ Marker })).toThrow(
      expect.objectContaining({ errorType: 'InvalidParameterValueException', message: 'Invalid Marker' }),
    );
  },
);

test.each(['0', '10001', '1.5', '-1', '', 'many'])('%j is no number of items', (MaxItems) => {
  const message =
    `1 validation error detected: Value '${MaxItems}' at 'maxItems' failed to satisfy constraint: ` +
    'Member must have value from 1 to 10000';
  expect(() => page({ MaxItems })).toThrow(expect.objectContaining({ errorType: 'ValidationException', message }));
});

function encoded(json: string): string {
  return Buffer.from(json).toString('base64url');
}
