import type { JSX } from 'preact';
import { TEMPLATES } from './event-templates.ts';
import { clock, prettyJson } from './format.ts';
import { rememberedEvents } from './remembered-events.ts';

interface Props {
  readonly functionName: string | undefined;
  readonly event: string;
  readonly isJson: boolean;
  readonly onChange: (event: string) => void;
  readonly onSend: () => void;
}

/** The event to be sent: written, taken from a service of AWS as an example, or sent before. */
export function EventEditor({ functionName, event, isJson, onChange, onSend }: Props): JSX.Element {
  const remembered = rememberedEvents().filter((each) => each.functionName === functionName);
  const take = (text: string | undefined): void => void (text !== undefined && onChange(text));
  const onKey = (key: KeyboardEvent): void => {
    if (key.key !== 'Enter' || !(key.ctrlKey || key.metaKey)) return;
    key.preventDefault();
    if (isJson) onSend();
  };
  return (
    <div class="editor">
      <div class="tools">
        <select
          aria-label="Event template"
          value=""
          onChange={({ currentTarget }) => {
            const template = TEMPLATES.find(({ name }) => name === currentTarget.value);
            take(template && JSON.stringify(template.event, undefined, 2));
            currentTarget.value = '';
          }}
        >
          <option value="">Template…</option>
          {TEMPLATES.map(({ name }) => (
            <option key={name}>{name}</option>
          ))}
        </select>
        <select
          aria-label="Last events"
          value=""
          disabled={remembered.length === 0}
          onChange={({ currentTarget }) => {
            take(remembered.find(({ atMs }) => String(atMs) === currentTarget.value)?.event);
            currentTarget.value = '';
          }}
        >
          <option value="">Last events…</option>
          {remembered.map(({ atMs, event: text }) => (
            <option key={atMs} value={String(atMs)}>
              {clock(atMs).slice(0, 8)} {text.replaceAll(/\s+/g, ' ').slice(0, 60)}
            </option>
          ))}
        </select>
        <button type="button" class="plain" disabled={!isJson} onClick={() => take(prettyJson(event))}>
          Format
        </button>
      </div>
      <textarea
        aria-label="Event"
        aria-invalid={!isJson}
        spellcheck={false}
        value={event}
        onInput={({ currentTarget }) => onChange(currentTarget.value)}
        onKeyDown={onKey}
      />
      {!isJson && <p class="bad">This is no JSON.</p>}
    </div>
  );
}
