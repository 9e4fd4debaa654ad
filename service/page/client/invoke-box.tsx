import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { EventEditor } from './event-editor.tsx';
import { InvokeResult, type Shown } from './invoke-result.tsx';
import { invoke } from './lambda-api.ts';
import { rememberEvent, rememberedEvents } from './remembered-events.ts';
import { useFacts } from './use-facts.ts';
import { useStore } from './use-store.ts';

const TYPES = ['RequestResponse', 'Event'] as const;

/** Invokes a function with an event of one's own. */
export function InvokeBox({ selected }: { selected: string | undefined }): JSX.Element {
  const { functions } = useStore();
  const [chosen, setChosen] = useState('');
  const [type, setType] = useState<(typeof TYPES)[number]>('RequestResponse');
  const [qualifier, setQualifier] = useState('');
  const [event, setEvent] = useState('{}');
  const [shown, setShown] = useState<Shown>();
  const name = functions.find((each) => each.name === chosen)?.name ?? functions[0]?.name;
  useEffect(() => setChosen((before) => selected ?? before), [selected]);
  useEffect(() => {
    setQualifier('');
    setShown(undefined);
    const last = rememberedEvents().find(({ functionName }) => functionName === name);
    if (last !== undefined) setEvent(last.event);
  }, [name]);
  const send = (): void => {
    if (name === undefined || shown?.state === 'waiting') return;
    rememberEvent(name, event);
    setShown({ state: 'waiting' });
    const failed = (error: unknown): void => setShown({ state: 'failed', message: String(error) });
    invoke({ functionName: name, qualifier, type, event }).then(
      (answer) => setShown({ state: 'answered', answer }),
      failed,
    );
  };
  const isJson = isAcceptable(event);
  return (
    <aside class="invoke" aria-label="Invoke">
      <header class="invoke-head">
        <label>
          <span>Function</span>
          <select aria-label="Function" value={name} onChange={({ currentTarget }) => setChosen(currentTarget.value)}>
            {functions.map((each) => (
              <option key={each.name}>{each.name}</option>
            ))}
          </select>
        </label>
        <QualifierField functionName={name} value={qualifier} onChange={setQualifier} />
        <label>
          <span>Type</span>
          <select
            aria-label="Type"
            value={type}
            onChange={({ currentTarget }) => setType(TYPES.find((each) => each === currentTarget.value) ?? 'Event')}
          >
            {TYPES.map((each) => (
              <option key={each}>{each}</option>
            ))}
          </select>
        </label>
      </header>
      <EventEditor functionName={name} event={event} isJson={isJson} onChange={setEvent} onSend={send} />
      <div class="send">
        <button
          type="button"
          class="primary"
          disabled={name === undefined || !isJson || shown?.state === 'waiting'}
          onClick={send}
        >
          Invoke
        </button>
        <kbd>Ctrl+Enter</kbd>
      </div>
      {shown && <InvokeResult {...shown} />}
    </aside>
  );
}

interface QualifierProps {
  readonly functionName: string | undefined;
  readonly value: string;
  readonly onChange: (qualifier: string) => void;
}

function QualifierField({ functionName, value, onChange }: QualifierProps): JSX.Element {
  const facts = useFacts(functionName);
  const versions = facts?.versions.map(({ Version }) => String(Version)) ?? [];
  const names = [...versions, ...(facts?.aliases.map(({ Name }) => Name) ?? [])].filter((name) => name !== '$LATEST');
  return (
    <label>
      <span>Qualifier</span>
      <select aria-label="Qualifier" value={value} onChange={({ currentTarget }) => onChange(currentTarget.value)}>
        <option value="">$LATEST</option>
        {names.map((name) => (
          <option key={name}>{name}</option>
        ))}
      </select>
    </label>
  );
}

/** Lambda takes no event at all as well. */
function isAcceptable(event: string): boolean {
  if (event.trim() === '') return true;
  try {
    JSON.parse(event);
    return true;
  } catch {
    return false;
  }
}
