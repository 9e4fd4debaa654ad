import type async_hooks from 'node:async_hooks';
import { guard } from './guard.ts';
import { onWake } from './stage.ts';

const ADDING = ['on', 'addListener', 'once', 'prependListener', 'prependOnceListener'] as const;

/** Signals are listened to on waking: Node.js can only do so in a process of its own. */
export function putSignalsOff(): void {
  for (const name of ADDING) {
    guard(process, name, (go, args) => {
      if (!String(args[0]).startsWith('SIG')) return go();
      onWake(() => void Reflect.apply(process[name], process, args));
      return process;
    });
  }
}

/** Hooks of asynchronous resources are enabled on waking. */
export function putHooksOff(module: typeof async_hooks): void {
  guard(module, 'createHook', (go) => {
    const hook = go() as async_hooks.AsyncHook;
    const { enable } = hook;
    hook.enable = () => {
      onWake(() => void Reflect.apply(enable, hook, []));
      return hook;
    };
    onWake(() => void Reflect.deleteProperty(hook, 'enable'));
    return hook;
  });
}
