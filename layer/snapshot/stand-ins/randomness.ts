import type crypto from 'node:crypto';
import { note } from './findings.ts';
import { guard, observe, type WhileLoading } from './guard.ts';
import { isLoading, onWake } from './stage.ts';

type View = NodeJS.ArrayBufferView;
type Filling = (name: string) => WhileLoading;

const FILLING = ['randomFillSync', 'randomFill', 'getRandomValues'] as const;
const DRAWING = [
  'randomBytes',
  'pseudoRandomBytes',
  'rng',
  'prng',
  'randomUUIDv7',
  'generateKey',
  'generateKeySync',
  'generateKeyPair',
  'generateKeyPairSync',
  'generatePrime',
  'generatePrimeSync',
  'createDiffieHellman',
  'createECDH',
] as const;
// As many as fit into a safe integer.
const BYTES = 6;

type Crypto = typeof crypto;
type Web = crypto.webcrypto.Crypto;

/** Notes what loading draws from `Math.random`, and from the global `crypto`. */
export function watchGlobalRandomness(load: () => Crypto): void {
  observe(Math, 'random', () => drawn('Math.random'));
  const before = Reflect.getOwnPropertyDescriptor(globalThis, 'crypto') ?? {};
  Reflect.defineProperty(globalThis, 'crypto', {
    ...before,
    get() {
      // Node.js loads it when it is asked for.
      if (isLoading()) load();
      return Reflect.apply(before.get as never, globalThis, []);
    },
  });
  onWake(() => void Reflect.defineProperty(globalThis, 'crypto', before));
}

/**
 * Notes all randomness that loading draws: processes that wake from one snapshot would draw the same again. Where that
 * was allowed, the buffers that were filled are filled anew, and nothing stays in the stores of Node.js.
 */
export function watchRandomness(module: Crypto): void {
  const { randomFillSync, randomUUID } = module;
  const filled = new Set<View>();
  onWake(() => {
    for (const view of filled) randomFillSync(view);
  });
  const filling: Filling = (name) => (go, args) => {
    drawn(name);
    if (ArrayBuffer.isView(args[0])) filled.add(args[0] as View);
    return go();
  };
  const unstored = (): string => {
    drawn('crypto.randomUUID');
    return randomUUID({ disableEntropyCache: true });
  };
  for (const name of FILLING) guard(module, name, filling(`crypto.${name}`));
  for (const name of DRAWING) {
    guard(module, name, (go) => {
      drawn(`crypto.${name}`);
      const result = go();
      if (ArrayBuffer.isView(result)) filled.add(result as View);
      return result;
    });
  }
  guard(module, 'randomUUID', unstored);
  guard(module, 'randomInt', (_go, args) => {
    drawn('crypto.randomInt');
    return randomIntOf(module, args);
  });
  watchWebCrypto(module, filling, unstored);
}

function watchWebCrypto({ webcrypto }: { readonly webcrypto: Web }, filling: Filling, unstored: () => string): void {
  const prototype = Object.getPrototypeOf(webcrypto) as object;
  guard(prototype, 'getRandomValues', filling('crypto.getRandomValues'));
  guard(prototype, 'randomUUID', unstored);
  const subtle = Object.getPrototypeOf(webcrypto.subtle) as object;
  observe(subtle, 'generateKey', () => drawn('crypto.subtle.generateKey'));
}

function drawn(name: string): void {
  note('random', `draws ${name}()`);
}

/** As `crypto.randomInt`, which keeps numbers in store. */
function randomIntOf({ randomBytes }: Crypto, args: readonly unknown[]): number | undefined {
  const callback = args.find((arg) => typeof arg === 'function') as ((error: null, value: number) => void) | undefined;
  const [one = 0, other] = args.filter((arg) => typeof arg === 'number') as number[];
  const [low, high] = other === undefined ? [0, one] : [one, other];
  const value = low + (randomBytes(BYTES).readUIntBE(0, BYTES) % Math.max(1, high - low));
  if (callback === undefined) return value;
  process.nextTick(callback, null, value);
  return undefined;
}
