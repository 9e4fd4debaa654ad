import { guard } from './guard.ts';
import { lazyObject } from './lazy-object.ts';
import { isLoading } from './stage.ts';
import { noteVariable } from './variables.ts';

type Real = Record<PropertyKey, unknown>;

const CLASSES = [
  'Collator',
  'DateTimeFormat',
  'DisplayNames',
  'DurationFormat',
  'ListFormat',
  'Locale',
  'NumberFormat',
  'PluralRules',
  'RelativeTimeFormat',
  'Segmenter',
] as const;

/** Objects of Intl hold on to ICU. Those that loading makes are made again whenever they are used. */
export function watchIntl(): void {
  for (const name of CLASSES) {
    guard(Intl, name, (go) => {
      // What the defaults are, ICU reads from these.
      for (const variable of ['TZ', 'LANG', 'LC_ALL', 'LC_MESSAGES']) noteVariable(variable);
      // It fails now where it would fail in a plain process.
      go();
      return recipe(name, go as () => Real);
    });
  }
}

function recipe(name: string, make: () => Real): object {
  let made: Real | undefined;
  const real = (): Real => {
    if (isLoading()) return make();
    made ??= make();
    return made;
  };
  return lazyObject({
    what: `Intl.${name}`,
    real,
    missing: (key) => {
      const value = Reflect.get(make(), key);
      // The method of an object that is not kept; some are getters that give a function of it.
      return typeof value === 'function' && key !== 'constructor'
        ? (...args: unknown[]) => Reflect.apply(Reflect.get(real(), key) as never, real(), args)
        : value;
    },
  });
}
