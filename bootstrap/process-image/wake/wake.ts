import type { Internals } from '../internals.ts';
import type { CommandLine } from '../sleep.ts';
import { renewCertificates } from './certificates.ts';
import { rehearseClock, renewClock } from './clock.ts';
import { renewHeapOptions } from './heap-options.ts';
import { tellEndOfInit } from './init-end.ts';
import { renewMachineFacts } from './machine-facts.ts';
import { renewModulePlaces } from './main-module.ts';
import { findNameServers } from './name-servers.ts';
import { redefine, renewProcessFacts } from './process-facts.ts';
import { findRandomStores, type RandomStores, renewRandomStores } from './random-stores.ts';

// What is called that often is compiled, but not yet optimised for what it is called with.
const ROUNDS = 3;

/** What was found while there was time. */
export interface Renewable {
  readonly internals: Internals;
  readonly stores: RandomStores;
  readonly renewNameServers: (() => void) | undefined;
  readonly require: NodeJS.Require;
}

/** Finds it, when all is loaded. */
export function findRenewable(internals: Internals, require: NodeJS.Require): Renewable {
  return { internals, stores: findRandomStores(internals), renewNameServers: findNameServers(internals), require };
}

/** Makes everything that a start sets once what it would be in this process: before any code of the function's. */
export function renewProcess(renewable: Renewable, command: CommandLine): void {
  renewClock(renewable.internals);
  renew(renewable, command);
  renewCertificates(process.env.NODE_EXTRA_CA_CERTS);
}

/** Has all that is called on waking compiled: as if this process woke as what it is. */
export function rehearseWaking(renewable: Renewable): void {
  const [script = ''] = process.argv.slice(1);
  const command = { node: process.argv0, options: [...process.execArgv], script };
  const { pid } = process;
  for (let round = 0; round < ROUNDS; round += 1) {
    rehearseClock(renewable.internals);
    renew(renewable, command);
    // /proc is that of other processes where an image is taken.
    redefine(process, 'pid', pid);
    tellEndOfInit();
  }
}

function renew({ internals, stores, renewNameServers, require }: Renewable, command: CommandLine): void {
  renewProcessFacts(command);
  renewHeapOptions(command.options);
  renewRandomStores(stores);
  renewMachineFacts(internals);
  renewNameServers?.();
  renewModulePlaces(require, process.argv[1] ?? '');
}
