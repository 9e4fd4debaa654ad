import { fileURLToPath } from 'node:url';

/** Our runtime over another transport than its own. */
export interface Transport {
  /** Of the contender. */
  readonly name: string;
  readonly about: string;
  /** The module of the runtime that is left out; absolute path. */
  readonly replaced: string;
  /** The module that takes its place, with the same exports; absolute path. */
  readonly replacement: string;
}

const SOCKET = inRuntime('open-tcp-socket.ts');
const CONNECTION = inRuntime('http1-connection.ts');

/** What can be compared with the bare handle and the parser that the runtime brings along. */
export const TRANSPORTS: readonly Transport[] = [
  transport('net', 'its own HTTP over node:net', SOCKET),
  transport('http', 'node:http', CONNECTION),
  transport('undici', 'the package undici', CONNECTION),
  transport('fetch', 'the global fetch', CONNECTION),
];

function transport(name: string, about: string, replaced: string): Transport {
  return {
    name: `snapboot-${name}`,
    about: `snapboot over ${about}; only with --transports, or when named`,
    replaced,
    replacement: fileURLToPath(new URL(`${name}.ts`, import.meta.url)),
  };
}

function inRuntime(file: string): string {
  return fileURLToPath(new URL(`../../runtime/http/${file}`, import.meta.url));
}
