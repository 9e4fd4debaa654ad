import { ServiceError } from '../http/service-error.ts';

/** Reads one value of a request; what is wrong with it is added to the faults, in the words of Lambda. */
export type Member<T> = (value: unknown, place: string, faults: string[]) => T | undefined;

/** The members of a structure by their names. */
export type Members = Readonly<Record<string, Member<unknown>>>;

/** The members that a structure of this shape is read with; each may be left out. */
export type MembersOf<T> = { readonly [Name in keyof T]-?: Member<NonNullable<T[Name]>> };

/** What comes of reading them. All may be left out; see `required`. */
export type ReadMembers<M extends Members> = {
  readonly [Name in keyof M]?: M[Name] extends Member<infer T> ? T : never;
};

/**
 * Reads the body of a request. Members that are not named are left out, as Lambda does it.
 *
 * @throws ServiceError ValidationException with all faults, SerializationException for a value of another type
 */
export function readMembers<M extends Members>(input: Readonly<Record<string, unknown>>, members: M): ReadMembers<M> {
  const faults: string[] = [];
  const read = readStructure(input, members, '', faults);
  if (faults.length === 0) return read;
  const count = `${faults.length} validation error${faults.length === 1 ? '' : 's'} detected`;
  throw new ServiceError('ValidationException', `${count}: ${faults.join('; ')}`);
}

/** A string. */
export function text(rule: { min?: number; max?: number; pattern?: RegExp } = {}): Member<string> {
  const { min = 0, max = Number.POSITIVE_INFINITY, pattern } = rule;
  return (value, place, faults) => {
    if (typeof value !== 'string') throw wrongType(value, place, 'a String');
    if (value.length < min) faults.push(fault(value, place, `have length greater than or equal to ${min}`));
    if (value.length > max) faults.push(fault(value, place, `have length less than or equal to ${max}`));
    if (pattern !== undefined && !pattern.test(value)) {
      faults.push(fault(value, place, `satisfy regular expression pattern: ${pattern.source.replace(/^\^|\$$/g, '')}`));
    }
    return value;
  };
}

/** A whole number. */
export function whole(least: number, most: number): Member<number> {
  return (value, place, faults) => {
    if (typeof value !== 'number' || !Number.isInteger(value)) throw wrongType(value, place, 'an Integer');
    if (value < least) faults.push(fault(value, place, `have value greater than or equal to ${least}`));
    if (value > most) faults.push(fault(value, place, `have value less than or equal to ${most}`));
    return value;
  };
}

/** A number with a fraction. */
export function number(least: number, most: number): Member<number> {
  return (value, place, faults) => {
    if (typeof value !== 'number') throw wrongType(value, place, 'a Double');
    if (value < least) faults.push(fault(value, place, `have value greater than or equal to ${least}`));
    if (value > most) faults.push(fault(value, place, `have value less than or equal to ${most}`));
    return value;
  };
}

/** True or false. */
export function trueOrFalse(): Member<boolean> {
  return (value, place) => {
    if (typeof value !== 'boolean') throw wrongType(value, place, 'a Boolean');
    return value;
  };
}

/** One of these strings. */
export function oneOf<const T extends string>(...values: readonly T[]): Member<T> {
  return (value, place, faults) => {
    const found = values.find((each) => each === value);
    if (found === undefined) faults.push(fault(value, place, `satisfy enum value set: [${values.join(', ')}]`));
    return found;
  };
}

/** A list. */
export function list<T>(member: Member<T>, rule: { min?: number; max?: number } = {}): Member<readonly T[]> {
  const { min = 0, max = Number.POSITIVE_INFINITY } = rule;
  return (value, place, faults) => {
    if (!Array.isArray(value)) throw wrongType(value, place, 'a List');
    if (value.length < min) faults.push(fault(value, place, `have length greater than or equal to ${min}`));
    if (value.length > max) faults.push(fault(value, place, `have length less than or equal to ${max}`));
    return value.map((each, index) => member(each, `${place}.${index + 1}.member`, faults) as T);
  };
}

/** Names of the caller's choice, each with a value. */
export function map<T>(name: Member<string>, member: Member<T>): Member<Readonly<Record<string, T>>> {
  return (value, place, faults) => {
    const entries = Object.entries(structured(value, place));
    return Object.fromEntries(
      entries.map(([key, each]) => [
        name(key, `${place}.key`, faults) ?? key,
        member(each, `${place}.${key}`, faults) as T,
      ]),
    );
  };
}

/** A structure in a structure. */
export function structure<M extends Members>(members: M): Member<ReadMembers<M>> {
  return (value, place, faults) => readStructure(structured(value, place), members, `${place}.`, faults);
}

/** Bytes, in base64. */
export function blob(): Member<Buffer> {
  return (value, place) => {
    if (typeof value !== 'string') throw wrongType(value, place, 'a Blob');
    return Buffer.from(value, 'base64');
  };
}

/** The value of a member that must be there. To be used on what `readMembers` gave. */
export function required<T>(value: T | undefined, name: string): T {
  if (value !== undefined) return value;
  const place = `Value null at '${lowerFirst(name)}' failed to satisfy constraint: Member must not be null`;
  throw new ServiceError('ValidationException', `1 validation error detected: ${place}`);
}

function readStructure<M extends Members>(
  input: Readonly<Record<string, unknown>>,
  members: M,
  within: string,
  faults: string[],
): ReadMembers<M> {
  const given = Object.entries(members).filter(([name]) => input[name] !== undefined && input[name] !== null);
  const read = given.map(([name, member]) => [name, member(input[name], `${within}${lowerFirst(name)}`, faults)]);
  return Object.fromEntries(read);
}

function structured(value: unknown, place: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw wrongType(value, place, 'a Structure');
  return { ...value };
}

const MAX_SHOWN = 200;

function fault(value: unknown, place: string, constraint: string): string {
  const shown = String(value);
  const cut = shown.length > MAX_SHOWN ? `${shown.slice(0, MAX_SHOWN)}…` : shown;
  return `Value '${cut}' at '${place}' failed to satisfy constraint: Member must ${constraint}`;
}

function wrongType(value: unknown, place: string, expected: string): ServiceError {
  const found = Array.isArray(value) ? 'a list' : `a value of type ${typeof value}`;
  return new ServiceError('SerializationException', `${place}: ${found} can not be converted to ${expected}`);
}

function lowerFirst(name: string): string {
  return `${name.slice(0, 1).toLowerCase()}${name.slice(1)}`;
}
