import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const PROGRAM = '/usr/bin/chromium';
// It is to ask nobody for anything of its own accord.
const QUIET = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Why there is no browser to test with; nothing where there is one. */
export const noChromium: string | undefined = existsSync(PROGRAM)
  ? undefined
  : `there is no ${PROGRAM}: apt-get install chromium`;

/** Debian's Chromium, without a window. */
export function startChromium(): Promise<Browser> {
  return chromium.launch({ executablePath: PROGRAM, args: QUIET });
}
