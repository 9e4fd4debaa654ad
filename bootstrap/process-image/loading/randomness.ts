import crypto from 'node:crypto';
import type { FindingLog } from './finding-log.ts';
import { guard, observe } from './guard.ts';

const FILLING = ['randomFillSync', 'randomFill', 'getRandomValues'] as const;
const DRAWING = [
  'randomBytes',
  'pseudoRandomBytes',
  'rng',
  'prng',
  'randomUUID',
  'randomUUIDv7',
  'randomInt',
  'generateKey',
  'generateKeySync',
  'generateKeyPair',
  'generateKeyPairSync',
  'generatePrime',
  'generatePrimeSync',
  'createDiffieHellman',
  'createECDH',
] as const;

/**
 * Notes all randomness that loading draws: processes that wake from one image would have drawn the same. Gives what fills
 * the buffers anew that were filled, where that is allowed.
 */
export function watchRandomness(log: FindingLog): () => void {
  const { randomFillSync } = crypto;
  const filled = new Set<NodeJS.ArrayBufferView>();
  const drawn = (name: string): void => log.note('random', `draws ${name}()`);
  const keep = (value: unknown): void => {
    if (ArrayBuffer.isView(value)) filled.add(value as NodeJS.ArrayBufferView);
  };
  observe(Math, 'random', () => drawn('Math.random'));
  for (const name of FILLING) observe(crypto, name, ([view]) => [drawn(`crypto.${name}`), keep(view)]);
  for (const name of DRAWING) {
    guard(crypto, name, (go) => {
      drawn(`crypto.${name}`);
      const result = go();
      keep(result);
      return result;
    });
  }
  const web = Object.getPrototypeOf(crypto.webcrypto) as object;
  observe(web, 'getRandomValues', ([view]) => [drawn('crypto.getRandomValues'), keep(view)]);
  observe(web, 'randomUUID', () => drawn('crypto.randomUUID'));
  const subtle = Object.getPrototypeOf(crypto.webcrypto.subtle) as object;
  observe(subtle, 'generateKey', () => drawn('crypto.subtle.generateKey'));
  return () => {
    for (const view of filled) randomFillSync(view);
  };
}
