// What Node.js keeps to itself, reached without a flag: a flag on the command line would be inherited by children, and
// be there in each process that wakes. The inspector shows the variables that a function closes over; `process.binding`
// closes over the two that lead to all others.
import type { Session } from 'node:inspector';

/** Node.js's own modules and native parts. Taken once, ahead of the image; using them costs nothing after waking. */
export interface Internals {
  /** A native part, such as `performance`. */
  binding(name: string): Record<string, unknown>;
  /** The exports of a module of Node.js that is loaded, such as `internal/timers`; an empty object otherwise. */
  module(name: string): Record<PropertyKey, unknown>;
  /** The objects among the variables that a function closes over, by name. */
  closure(of: unknown, names: readonly string[]): Record<string, unknown>;
}

type Binding = (name: string) => Record<string, unknown>;
interface BuiltinModule {
  readonly map: ReadonlyMap<string, { readonly loaded: boolean; readonly exports: Record<PropertyKey, unknown> }>;
}

/** Throws where this Node.js does not give them. */
export function reachInternals(): Internals {
  const found = closureOf(Reflect.get(process, 'binding'), ['internalBinding', 'BuiltinModule']);
  const internalBinding = found.internalBinding as Binding | undefined;
  const modules = (found.BuiltinModule as BuiltinModule | undefined)?.map;
  if (internalBinding === undefined || modules === undefined) {
    throw new Error(`Node.js ${process.versions.node} does not give its internals`);
  }
  return {
    binding: (name) => internalBinding(name),
    module: (name) => modules.get(name)?.exports ?? {},
    closure: closureOf,
  };
}

interface RemoteValue {
  readonly objectId?: string;
}

interface RemoteProperty {
  readonly name: string;
  readonly value?: RemoteValue;
}

type Post = (method: string, params: object) => Record<string, unknown>;

// Where the inspector and this code meet: it takes objects by an expression, and can hand them to a function.
const MEETING = '__snapbootInternals';
const PUT = 'function (name, value) { this[name] = value; }';

function closureOf(of: unknown, names: readonly string[]): Record<string, unknown> {
  const { Session } = process.getBuiltinModule('node:inspector');
  const session = new Session();
  session.connect();
  const found: Record<string, unknown> = {};
  Reflect.set(globalThis, MEETING, { of, found });
  try {
    const post = poster(session);
    const target = objectOf(post, `${MEETING}.found`);
    const scopes = internalProperties(post, objectOf(post, `${MEETING}.of`)).find(({ name }) => name === '[[Scopes]]');
    for (const scope of propertiesOf(post, scopes?.value)) {
      for (const { name, value } of propertiesOf(post, scope.value)) {
        if (!names.includes(name) || value?.objectId === undefined || name in found) continue;
        const parameters = [{ value: name }, { objectId: value.objectId }];
        post('Runtime.callFunctionOn', { objectId: target, functionDeclaration: PUT, arguments: parameters });
      }
    }
    return found;
  } finally {
    Reflect.deleteProperty(globalThis, MEETING);
    session.disconnect();
  }
}

/** A session of this very thread answers before `post` returns. */
function poster(session: Session): Post {
  return (method, params) => {
    let answer: Record<string, unknown> | undefined;
    let reason = 'no answer';
    session.post(method, params, (error, result) => {
      if (error === null) answer = result as Record<string, unknown>;
      else reason = error.message;
    });
    if (answer === undefined) throw new Error(`${method}: ${reason}`);
    return answer;
  };
}

function objectOf(post: Post, expression: string): string | undefined {
  return (post('Runtime.evaluate', { expression }).result as RemoteValue).objectId;
}

function internalProperties(post: Post, objectId: string | undefined): readonly RemoteProperty[] {
  return post('Runtime.getProperties', { objectId, ownProperties: true }).internalProperties as RemoteProperty[];
}

function propertiesOf(post: Post, value: RemoteValue | undefined): readonly RemoteProperty[] {
  if (value?.objectId === undefined) return [];
  return post('Runtime.getProperties', { objectId: value.objectId, ownProperties: true }).result as RemoteProperty[];
}
