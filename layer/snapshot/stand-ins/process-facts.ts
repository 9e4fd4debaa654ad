import type os from 'node:os';
import { note } from './findings.ts';
import { guard, observe } from './guard.ts';
import { isLoading, onWake } from './stage.ts';
import { noteVariable } from './variables.ts';

const OF_EACH_PROCESS = ['pid', 'ppid', 'execPath', 'title'] as const;
const OF_EACH_MACHINE = ['hostname', 'networkInterfaces', 'userInfo'] as const;
const OF_THE_MOMENT = ['cpus', 'totalmem', 'freemem', 'loadavg', 'uptime', 'release', 'version', 'machine'] as const;
// On Lambda, where it holds nothing: not even the folder is there.
const HOME = '/home/sbx_user1051';
const BLOB_FLAG = '--snapshot-blob';

/**
 * Notes what loading learns of its process and machine. `argv` and `execArgv` are arrays that a function may keep: awake
 * they hold those of its own process. The flag that names the snapshot is none of the function's, nor of its children's.
 */
export function watchProcessFacts(): void {
  for (const name of OF_EACH_PROCESS) watchProperty(name);
  observe(process, 'cwd', () => note('place', 'reads process.cwd()'));
  observe(Date, 'now', () => note('moment', 'reads Date.now()'));
  observe(performance, 'now', () => note('moment', 'reads performance.now()'));
  const { argv, execArgv } = process;
  onWake(() => {
    Reflect.set(process, 'argv', refilled(argv, process.argv));
    Reflect.set(process, 'execArgv', refilled(execArgv, withoutBlob(process.execArgv)));
  });
}

/** Notes what loading learns of the machine. */
export function watchMachineFacts(module: typeof os): void {
  for (const name of OF_EACH_MACHINE) observe(module, name, () => note('random', `reads os.${name}()`));
  for (const name of OF_THE_MOMENT) observe(module, name, () => note('moment', `reads os.${name}()`));
  guard(module, 'homedir', () => {
    noteVariable('HOME');
    note('moment', 'reads os.homedir()');
    return HOME;
  });
  guard(module, 'tmpdir', (go) => {
    for (const name of ['TMPDIR', 'TMP', 'TEMP']) noteVariable(name);
    return go();
  });
}

function watchProperty(name: (typeof OF_EACH_PROCESS)[number]): void {
  const before = Reflect.getOwnPropertyDescriptor(process, name);
  if (before?.configurable !== true) return;
  const { writable: _writable, value: _value, get, ...rest } = before;
  const read = (): unknown => (get === undefined ? before.value : Reflect.apply(get, process, []));
  Reflect.defineProperty(process, name, {
    ...rest,
    get() {
      if (isLoading()) note('random', `reads process.${name}`);
      return read();
    },
    set(value) {
      Reflect.defineProperty(process, name, { ...before, value });
    },
  });
  restored.push(() => Reflect.defineProperty(process, name, before));
}

const restored: (() => void)[] = [];

/** Takes the watches over properties away: Node.js itself sets them anew when it wakes. */
export function unwatchProcessFacts(): void {
  for (const restore of restored.splice(0)) restore();
}

function refilled(array: string[], values: readonly string[]): string[] {
  array.splice(0, array.length, ...values);
  return array;
}

function withoutBlob(flags: readonly string[]): readonly string[] {
  const at = flags.indexOf(BLOB_FLAG);
  return at === -1 ? flags.filter((flag) => !flag.startsWith(`${BLOB_FLAG}=`)) : flags.toSpliced(at, 2);
}
