import { expect, test } from 'vitest';
import { MOST_USED_CLIENTS } from '../../../../layer/sdk/most-used-clients.ts';
import { lockFiles, lockOf, pinnedSdk, type SdkLock } from '../../../../layer/sdk/sdk-lock.ts';

const INTEGRITY = 'sha512-x';

test('what is pinned has an exact version and an integrity each, and names no registry', () => {
  const { wanted, packages } = pinnedSdk();
  expect(Object.keys(packages).length).toBeGreaterThan(300);
  for (const [place, { version, integrity, ...more }] of Object.entries(packages)) {
    expect(version, place).toMatch(/^\d+\.\d+\.\d+$/);
    expect(integrity, place).toMatch(/^sha512-/);
    expect(more, place).not.toHaveProperty('resolved');
  }
  for (const [name, version] of Object.entries(wanted)) {
    expect(packages[`node_modules/${name}`]?.version, name).toBe(version);
  }
});

test('no client is newer than the release of the SDK', () => {
  const { release, wanted } = pinnedSdk();
  const newer = Object.entries(wanted).filter(([name, version]) => isClient(name) && minor(version) > minor(release));
  expect(newer).toEqual([]);
  expect(wanted['@aws-sdk/client-dynamodb']).toBe(release);
});

test('the clients that are used most are pinned, most first', () => {
  const { wanted } = pinnedSdk();
  const names = MOST_USED_CLIENTS.map(([name]) => name);
  expect(names.filter((name) => wanted[name] === undefined)).toEqual([]);
  expect(new Set(names).size).toBe(names.length);
  expect(MOST_USED_CLIENTS).toEqual(MOST_USED_CLIENTS.toSorted(([, one], [, other]) => other - one));
});

test('a part of a lock has what its packages need, each where Node.js finds it', () => {
  const { packages, wanted } = lockOf(lock(), ['a']);
  expect(wanted).toEqual({ a: '1.0.0' });
  expect(Object.keys(packages)).toEqual([
    'node_modules/a',
    'node_modules/a/node_modules/shared',
    'node_modules/deep',
    'node_modules/peer',
    'node_modules/shared',
  ]);
});

test('all of what is pinned is needed by something that is wanted', () => {
  const pinned = pinnedSdk();
  expect(lockOf(pinned, Object.keys(pinned.wanted))).toEqual(pinned);
});

test('npm gets a lock file that agrees with its package.json', () => {
  const files = lockFiles(lockOf(lock(), ['b']));
  const { dependencies } = JSON.parse(files['package.json'] ?? '');
  expect(dependencies).toEqual({ b: '1.0.0' });
  expect(JSON.parse(files['package-lock.json'] ?? '')).toEqual({
    name: 'snapboot-sdk-layer',
    version: '3.1.0',
    lockfileVersion: 3,
    requires: true,
    packages: {
      '': { name: 'snapboot-sdk-layer', version: '3.1.0', dependencies },
      'node_modules/b': locked({ dependencies: { shared: '^2.0.0' } }),
      'node_modules/shared': locked({}),
    },
  });
});

function lock(): SdkLock {
  return {
    release: '3.1.0',
    wanted: { a: '1.0.0', b: '1.0.0' },
    packages: {
      'node_modules/a': locked({ dependencies: { shared: '^1.0.0', deep: '*' }, peerDependencies: { peer: '*' } }),
      'node_modules/a/node_modules/shared': locked({ dependencies: { deep: '*' } }),
      'node_modules/b': locked({ dependencies: { shared: '^2.0.0' } }),
      'node_modules/deep': locked({ dependencies: { shared: '^2.0.0' } }),
      'node_modules/peer': locked({
        peerDependencies: { b: '*' },
        peerDependenciesMeta: { b: { optional: true } },
      }),
      'node_modules/shared': locked({}),
    },
  };
}

function locked(more: object) {
  return { version: '1.0.0', integrity: INTEGRITY, ...more };
}

function isClient(name: string): boolean {
  return name.startsWith('@aws-sdk/client-');
}

function minor(version: string): number {
  return Number(version.split('.')[1]);
}
