import { guard } from './guard.ts';
import { onWake } from './stage.ts';

// What Node.js says of modules that it has not tried in a snapshot.
const OF_THE_BUILD = /^It's not yet fully verified whether built-in module/;

/**
 * Has warnings wait until the function is awake: then they go where the log goes. That nobody writes them before, the
 * script sees to in its first line.
 */
export function putWarningsOff(): void {
  guard(process, 'emitWarning', (_go, args) => {
    if (process.noDeprecation === true && isDeprecation(args)) return;
    onWake(() => Reflect.apply(process.emitWarning, process, args));
  });
  guard(process, 'emit', (go, [event, warning]) => {
    const isOfTheBuild = event === 'warning' && OF_THE_BUILD.test((warning as Error).message);
    return isOfTheBuild ? false : go();
  });
}

function isDeprecation([warning, type]: readonly unknown[]): boolean {
  const name = warning instanceof Error ? warning.name : ((type as { type?: unknown } | undefined)?.type ?? type);
  return name === 'DeprecationWarning';
}

/** To be called when loading is over: has Node.js hear of warnings first, as it does where it has begun to. */
export function putListenersInOrder(): void {
  const own = process.listeners('warning');
  onWake(() => {
    for (const listener of process.listeners('warning').filter((each) => !own.includes(each))) {
      process.off('warning', listener).prependListener('warning', listener);
    }
  });
}
