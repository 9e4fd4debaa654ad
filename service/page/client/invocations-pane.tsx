import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { PageInvocation } from '../page-state.ts';
import { clock, duration } from './format.ts';
import { InvocationDetails } from './invocation-details.tsx';
import { invocationsOf, serviceNow } from './store.ts';
import { useClock } from './use-clock.ts';
import { useStore } from './use-store.ts';
import { lengthOf, roundUp, SEGMENT_TITLES, SEGMENTS, type Segment, segmentsOf } from './waterfall.ts';

const SHOWN = 100;
const STEP_MS = 250;

/** The last invocations with what each has gone through. */
export function InvocationsPane({ functionName }: { functionName: string | undefined }): JSX.Element {
  useStore();
  useClock(STEP_MS);
  const [opened, setOpened] = useState<number>();
  const invocations = invocationsOf(functionName).slice(0, SHOWN);
  const rows = invocations.map((invocation) => ({ invocation, segments: segmentsOf(invocation, serviceNow()) }));
  const scaleMs = scaleOf(rows.map(({ segments }) => lengthOf(segments)));
  const toggle = (id: number): void => setOpened(opened === id ? undefined : id);
  return (
    <section
      class="pane invocations"
      aria-label="Invocations"
      onKeyDown={({ key }) => key === 'Escape' && setOpened(undefined)}
    >
      <Legend />
      {rows.length === 0 && <p class="empty">No invocations yet. The box beside it makes one: Ctrl+Enter.</p>}
      {rows.length > 0 && (
        <table>
          <thead>
            <tr>
              <th>Time</th>
              {functionName === undefined && <th>Function</th>}
              <th>Status</th>
              <th class="bar-column">
                <span class="scale">
                  <span>0</span>
                  <span>{duration(scaleMs / 2)}</span>
                  <span>{duration(scaleMs)}</span>
                </span>
              </th>
              <th class="number">Duration</th>
              <th class="number">Billed</th>
              <th class="number">MB</th>
            </tr>
          </thead>
          {rows.map((row) => (
            <Row
              key={row.invocation.id}
              {...row}
              scaleMs={scaleMs}
              withFunction={functionName === undefined}
              isOpen={row.invocation.id === opened}
              onToggle={() => toggle(row.invocation.id)}
            />
          ))}
        </table>
      )}
    </section>
  );
}

interface RowProps {
  readonly invocation: PageInvocation;
  readonly segments: readonly Segment[];
  readonly scaleMs: number;
  readonly withFunction: boolean;
  readonly isOpen: boolean;
  readonly onToggle: () => void;
}

function Row({ invocation, segments, scaleMs, withFunction, isOpen, onToggle }: RowProps): JSX.Element {
  const { status, reason, cold, durationMs, billedMs, memoryMb, maxMemoryMb, startedMs, functionName } = invocation;
  return (
    <tbody class={isOpen ? 'open' : ''} data-status={status}>
      <tr onClick={onToggle}>
        <td class="time">
          <button
            type="button"
            aria-expanded={isOpen}
            aria-label={`Details of ${invocation.requestId}`}
            onClick={(event) => {
              event.stopPropagation();
              onToggle();
            }}
          >
            {clock(startedMs)}
          </button>
        </td>
        {withFunction && <td class="of">{functionName}</td>}
        <td class="status">
          <span class={`status-${status}`} title={reason}>
            {status}
          </span>
          {cold && <span class="cold">cold</span>}
        </td>
        <td class="bar-column">
          <Bar segments={segments} scaleMs={scaleMs} />
        </td>
        <td class="number">{duration(durationMs)}</td>
        <td class="number">{billedMs !== undefined && `${billedMs} ms`}</td>
        <td class="number">{maxMemoryMb !== undefined && `${maxMemoryMb}/${memoryMb}`}</td>
      </tr>
      {isOpen && (
        <tr class="details-row">
          <td colSpan={withFunction ? 7 : 6}>
            <InvocationDetails invocation={invocation} segments={segments} />
          </td>
        </tr>
      )}
    </tbody>
  );
}

function Bar({ segments, scaleMs }: { segments: readonly Segment[]; scaleMs: number }): JSX.Element {
  const startMs = segments[0]?.startMs ?? 0;
  const percent = (ms: number): string => `${Math.min(100, (ms / scaleMs) * 100)}%`;
  const isCut = lengthOf(segments) > scaleMs;
  return (
    <span class={isCut ? 'bar cut' : 'bar'}>
      {segments.map((each) => (
        <i
          key={each.name + each.startMs}
          class={`segment segment-${each.name}`}
          title={`${SEGMENT_TITLES[each.name]}: ${duration(each.endMs - each.startMs)}`}
          style={{ left: percent(each.startMs - startMs), width: percent(each.endMs - each.startMs) }}
        />
      ))}
    </span>
  );
}

function Legend(): JSX.Element {
  return (
    <p class="legend">
      {SEGMENTS.map((name) => (
        <span key={name} title={SEGMENT_TITLES[name]}>
          <i class={`segment-${name}`} />
          {name}
        </span>
      ))}
    </p>
  );
}

/** Long enough for nine of ten: one cold start does not make all others too small to be seen. */
function scaleOf(lengths: readonly number[]): number {
  const sorted = lengths.toSorted((one, other) => one - other);
  return roundUp(sorted[Math.ceil(sorted.length * 0.9) - 1] ?? 1);
}
