import type { JSX } from 'preact';
import { duration, prettyJson } from './format.ts';
import type { InvokeAnswer } from './lambda-api.ts';

/** What has come of an invocation. */
export type Shown =
  | { readonly state: 'waiting' }
  | { readonly state: 'failed'; readonly message: string }
  | { readonly state: 'answered'; readonly answer: InvokeAnswer };

/** The answer of the function, or of Lambda in its place. */
export function InvokeResult(shown: Shown): JSX.Element {
  return (
    <section class="result" aria-label="Result" aria-live="polite">
      {shown.state === 'waiting' && <p class="empty">It runs…</p>}
      {shown.state === 'failed' && <p class="bad">{shown.message}</p>}
      {shown.state === 'answered' && <Answer {...shown.answer} />}
    </section>
  );
}

function Answer({
  status,
  durationMs,
  payload,
  errorType,
  requestId,
  executedVersion,
  logTail,
}: InvokeAnswer): JSX.Element {
  return (
    <>
      <p class="summary">
        <b class={errorType === undefined ? 'good' : 'bad'}>
          {status} {errorType}
        </b>{' '}
        {duration(durationMs)}
        {executedVersion && `, version ${executedVersion}`}
      </p>
      <pre class="payload">{prettyJson(payload) ?? (payload || '(nothing)')}</pre>
      {logTail !== '' && (
        <details open>
          <summary>Log</summary>
          <pre class="tail">{logTail}</pre>
        </details>
      )}
      <p class="request-id">{requestId}</p>
    </>
  );
}
