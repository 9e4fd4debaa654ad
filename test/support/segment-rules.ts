// The rules that X-Ray publishes: https://docs.aws.amazon.com/xray/latest/devguide/xray-api-segmentdocuments.html.

type Fields = Readonly<Record<string, unknown>>;

const ID = /^[\da-f]{16}$/;
const TRACE_ID = /^1-[\da-f]{8}-[\da-f]{24}$/;
// Letters, numbers, white space and these symbols.
const NAME = /^[\p{L}\p{N}\p{Z}_.:/%&#=+\\\-@]{1,200}$/u;
const MAX_DOCUMENT_BYTES = 64 * 1024;

const SPAN_FIELDS = [
  ...['id', 'name', 'start_time', 'end_time', 'in_progress', 'error', 'fault', 'throttle', 'cause', 'http', 'aws'],
  ...['annotations', 'metadata', 'subsegments'],
];
const SEGMENT_FIELDS = [...SPAN_FIELDS, 'trace_id', 'parent_id', 'origin', 'service', 'user', 'resource_arn'];
const SUBSEGMENT_FIELDS = [
  ...SPAN_FIELDS,
  'trace_id',
  'parent_id',
  'type',
  'namespace',
  'precursor_ids',
  'traced',
  'sql',
];

/** What a document breaks of X-Ray's rules, in words; nothing for a good one. */
export function segmentFaults(document: object): readonly string[] {
  const fields = document as Fields;
  const bytes = Buffer.byteLength(JSON.stringify(document));
  return [
    ...faultIf(bytes > MAX_DOCUMENT_BYTES, `${bytes} bytes`),
    ...faultIf(!TRACE_ID.test(String(fields.trace_id)), `trace_id: ${fields.trace_id}`),
    ...faultIf(fields.parent_id !== undefined && !ID.test(String(fields.parent_id)), `parent_id: ${fields.parent_id}`),
    ...spanFaults(fields, fields.type === 'subsegment' ? SUBSEGMENT_FIELDS : SEGMENT_FIELDS),
    ...faultIf(new Set(idsOf(fields)).size !== idsOf(fields).length, 'an id twice'),
  ];
}

function spanFaults(span: Fields, known: readonly string[]): readonly string[] {
  const { id, name, start_time: start, end_time: end, http, cause, subsegments = [] } = span;
  const status = (http as { response?: { status?: unknown } } | undefined)?.response?.status;
  const flags = ['error', 'fault', 'throttle', 'in_progress'].map((flag) => span[flag]);
  return [
    ...Object.keys(span)
      .filter((key) => !known.includes(key))
      .map((key) => `unknown field ${key}`),
    ...faultIf(!ID.test(String(id)), `id: ${id}`),
    ...faultIf(typeof name !== 'string' || !NAME.test(name), `name: ${name}`),
    ...faultIf(!isTime(start), `start_time: ${start}`),
    ...faultIf(span.in_progress !== true && !isTime(end), `end_time: ${end}`),
    ...faultIf(Number(end) < Number(start), 'ends before it starts'),
    ...faultIf(http !== undefined && !(Number.isInteger(status) && Number(status) >= 100), `status: ${status}`),
    ...faultIf(
      flags.some((flag) => flag !== undefined && typeof flag !== 'boolean'),
      'a flag that is no boolean',
    ),
    ...(cause === undefined ? [] : causeFaults(cause)),
    ...(subsegments as readonly Fields[]).flatMap((each) => spanFaults(each, SUBSEGMENT_FIELDS)),
  ];
}

/** The id of an exception, or an object of which nothing is needed. */
function causeFaults(cause: unknown): readonly string[] {
  if (typeof cause === 'string') return faultIf(!ID.test(cause), `cause: ${cause}`);
  const { exceptions = [], paths = [], working_directory: folder = '' } = cause as Record<string, unknown[]>;
  const faults = exceptions.flatMap((each) => exceptionFaults(each as Fields));
  return [
    ...faults,
    ...faultIf(
      [folder, ...paths].some((each) => typeof each !== 'string'),
      'paths that are no text',
    ),
  ];
}

function exceptionFaults({ id, message = '', type = '', stack = [] }: Fields): readonly string[] {
  const frames = stack as readonly Fields[];
  const isFrame = ({ path = '', line = 0, label = '' }: Fields): boolean =>
    typeof path === 'string' && Number.isInteger(line) && typeof label === 'string';
  return [
    ...faultIf(!ID.test(String(id)), `exception id: ${id}`),
    ...faultIf(typeof message !== 'string' || typeof type !== 'string', 'an exception without text'),
    ...faultIf(!frames.every(isFrame), 'a stack frame that is none'),
  ];
}

function idsOf({ id, subsegments = [] }: Fields): readonly unknown[] {
  return [id, ...(subsegments as readonly Fields[]).flatMap(idsOf)];
}

/** Seconds with a fraction, and not milliseconds. */
function isTime(value: unknown): boolean {
  return typeof value === 'number' && value > 0 && value < 1e11;
}

function faultIf(isFault: boolean, fault: string): readonly string[] {
  return isFault ? [fault] : [];
}
