import { useEffect, useState } from 'preact/hooks';
import { type FunctionFacts, factsOf } from './lambda-api.ts';
import { useStore } from './use-store.ts';

/** What Lambda knows of a function; asked again when that function has changed, or the service is there again. */
export function useFacts(functionName: string | undefined): FunctionFacts | undefined {
  const { functions, connection } = useStore();
  const [facts, setFacts] = useState<{ readonly of: string; readonly facts: FunctionFacts }>();
  const known = functions.find(({ name }) => name === functionName);
  useEffect(() => {
    if (known === undefined) return;
    let isWanted = true;
    const take = (got: FunctionFacts): void => void (isWanted && setFacts({ of: known.name, facts: got }));
    factsOf(known.name).then(take, () => {});
    return () => {
      isWanted = false;
    };
    // Each list of functions is a new one: it comes at every change of the deployment, of aliases as well.
  }, [known, connection]);
  return facts?.of === functionName ? facts?.facts : undefined;
}
