import type { JSX } from 'preact';
import type { PageEnvironment } from '../page-state.ts';
import { age } from './format.ts';
import { environmentsOf, serviceNow } from './store.ts';
import { useStore } from './use-store.ts';

const MOST_SQUARES = 60;

/** A square for each environment of a function, in the colour of its phase. */
export function EnvironmentStrip({ functionName }: { functionName: string }): JSX.Element {
  useStore();
  const environments = environmentsOf(functionName);
  return (
    <span class="strip" role="img" aria-label={spoken(environments)}>
      {environments.slice(0, MOST_SQUARES).map((each) => (
        <i key={each.id} class={`square phase-${each.phase}`} data-phase={each.phase} title={described(each)} />
      ))}
      {environments.length > MOST_SQUARES && <span class="more">+{environments.length - MOST_SQUARES}</span>}
    </span>
  );
}

function spoken(environments: readonly PageEnvironment[]): string {
  const groups = [...Map.groupBy(environments, ({ phase }) => phase)];
  if (groups.length === 0) return 'no environments';
  return `environments: ${groups.map(([phase, { length }]) => `${length} ${phase}`).join(', ')}`;
}

function described({ id, phase, version, initializationType, sinceMs, invocations }: PageEnvironment): string {
  const runs = invocations === 1 ? '1 invocation' : `${invocations} invocations`;
  return `${phase}\n${id}\nversion ${version}, ${initializationType}\n${age(serviceNow() - sinceMs)} old, ${runs}`;
}
