import { appendFile, readdir, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { LogFollower } from '../../../../service/logs/log-follower.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

test('records are passed on as they are added, and wait in their file while they are not taken', async () => {
  await using folder = await temporaryFolder({ 'hello.log': '2026-01-01T00:00:00.000Z one\n' });
  const taken = Promise.withResolvers<void>();
  const texts: string[] = [];
  using follower = new LogFollower(folder.path, 'hello', ({ text }) => {
    texts.push(text);
    return texts.length === 1 ? taken.promise : undefined;
  });
  const ended = new AbortController();
  const following = follower.follow(folder.path, ended.signal);
  await expect.poll(() => texts).toEqual(['one']);
  await appendFile(join(folder.path, 'hello.log'), '2026-01-01T00:00:01.000Z two\n');
  // Another one sees it, as this one would.
  const others: string[] = [];
  using other = new LogFollower(folder.path, 'hello', ({ text }) => others.push(text));
  const followingToo = other.follow(folder.path, ended.signal);
  await expect.poll(() => others).toEqual(['one', 'two']);
  expect(texts).toEqual(['one']);
  taken.resolve();
  await expect.poll(() => texts).toEqual(['one', 'two']);
  ended.abort();
  await Promise.all([following, followingToo]);
});

test('following ends, whether records are taken or not', async () => {
  await using folder = await temporaryFolder({ 'hello.log': 'one\n' });
  using follower = new LogFollower(folder.path, 'hello', () => new Promise(() => {}));
  const ended = new AbortController();
  const following = follower.follow(folder.path, ended.signal);
  ended.abort();
  await following;
});

test('a file is let go when nobody follows it any more', async (context) => {
  if (process.platform !== 'linux') return context.skip('only /proc says which files are open');
  await using folder = await temporaryFolder({ 'hello.log': '2026-01-01T00:00:00.000Z one\n' });
  const texts: string[] = [];
  {
    using follower = new LogFollower(folder.path, 'hello', ({ text }) => texts.push(text));
    follower.read();
    expect(await openFiles()).toContain(join(folder.path, 'hello.log'));
  }
  expect(texts).toEqual(['one']);
  expect(await openFiles()).not.toContain(join(folder.path, 'hello.log'));
});

async function openFiles(): Promise<string[]> {
  const descriptors = await readdir('/proc/self/fd');
  // That of the listing itself is gone again.
  return Promise.all(descriptors.map((one) => readlink(`/proc/self/fd/${one}`).catch(() => '')));
}
