import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readEvent } from '../../../../service/run/event-argument.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

test.each(['{"a": 1}', '[]', '"text"', '-1.5', 'null'])('%s is taken for JSON, byte for byte', async (text) => {
  expect((await readEvent(text)).toString()).toBe(text);
});

test('anything else is taken for a file', async () => {
  await using folder = await temporaryFolder({ 'event.json': ' {"from": "file"}\n' });
  expect((await readEvent(join(folder.path, 'event.json'))).toString()).toBe(' {"from": "file"}\n');
});

test.each([
  ['{"a":', /^the event from --event is no JSON: /],
  ['', /^the event from --event is empty: expected JSON$/],
  ['event.jsn', /^--event event\.jsn: no such file, and no JSON either$/],
])('the argument %j is refused with its reason', async (argument, reason) => {
  await expect(readEvent(argument)).rejects.toThrow(reason);
});

test('a file that holds no JSON is named, on one line', async () => {
  await using folder = await temporaryFolder({ 'event.json': 'hi\nthere\n', 'empty.json': '\n' });
  await expect(readEvent(join(folder.path, 'event.json'))).rejects.toThrow(
    /^the event from .*event\.json is no JSON: [^\n]+$/,
  );
  await expect(readEvent(join(folder.path, 'empty.json'))).rejects.toThrow(/empty\.json is empty/);
  await expect(readEvent(folder.path)).rejects.toThrow(/cannot be read: EISDIR/);
});
