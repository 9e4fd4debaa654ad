import type { ComponentChildren, JSX } from 'preact';
import type { PageInvocation } from '../page-state.ts';
import { clock, duration } from './format.ts';
import { LogLines } from './log-lines.tsx';
import { linesOf } from './store.ts';
import { SEGMENT_TITLES, type Segment } from './waterfall.ts';

interface Props {
  readonly invocation: PageInvocation;
  readonly segments: readonly Segment[];
}

/** Everything that is known of an invocation. */
export function InvocationDetails({ invocation, segments }: Props): JSX.Element {
  const { requestId, traceId, functionArn, version, environmentId, reason, startedMs, cold } = invocation;
  const lines = linesOf(invocation.functionName).filter(({ line }) => line.includes(requestId));
  return (
    <div class="details">
      <dl>
        {reason && (
          <Entry name={invocation.status === 'throttled' ? 'Reason' : 'Error'}>{<b class="bad">{reason}</b>}</Entry>
        )}
        <Entry name="Request id">{requestId}</Entry>
        <Entry name="Trace">{traceId || 'none'}</Entry>
        <Entry name="Function">{functionArn}</Entry>
        <Entry name="Version">{version}</Entry>
        <Entry name="Environment">{environmentId ?? 'none'}</Entry>
        <Entry name="Began">{new Date(startedMs).toISOString()}</Entry>
        {invocation.billedMs !== undefined && <Entry name="Cost">{costOf(invocation)}</Entry>}
        {cold && <Entry name="Start">{`${cold.kind}, ${duration(cold.endMs - cold.startMs)}`}</Entry>}
      </dl>
      <table class="parts">
        <tbody>
          {segments.map((each) => (
            <tr key={each.name + each.startMs}>
              <td>
                <i class={`segment-${each.name}`} />
                {SEGMENT_TITLES[each.name]}
              </td>
              <td class="number">{clock(each.startMs)}</td>
              <td class="number">{duration(each.endMs - each.startMs)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <LogLines lines={lines} withFunction={false} />
      {lines.length === 0 && <p class="empty">No log lines bear its request id.</p>}
    </div>
  );
}

function costOf({ durationMs, billedMs, initMs, restoreMs, maxMemoryMb, memoryMb }: PageInvocation): string {
  const parts = [`${durationMs} ms`, `billed ${billedMs} ms`, `${maxMemoryMb} of ${memoryMb} MB`];
  if (initMs !== undefined) parts.push(`init ${initMs} ms`);
  if (restoreMs !== undefined) parts.push(`restore ${restoreMs} ms`);
  return parts.join(', ');
}

function Entry({ name, children }: { name: string; children: ComponentChildren }): JSX.Element {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}
