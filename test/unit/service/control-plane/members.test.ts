import { expect, test } from 'vitest';
import {
  blob,
  list,
  type Member,
  map,
  number,
  oneOf,
  readMembers,
  required,
  structure,
  text,
  trueOrFalse,
  whole,
} from '../../../../service/control-plane/members.ts';

test.each<[string, Member<unknown>, readonly unknown[]]>([
  ['text', text({ min: 1, max: 2 }), ['a', 'ab']],
  ['text of any length', text(), ['', 'a'.repeat(100_000)]],
  ['whole numbers', whole(1, 3), [1, 2, 3]],
  ['numbers', number(0, 1), [0, 0.5, 1]],
  ['truths', trueOrFalse(), [true, false]],
  ['words', oneOf('A', 'B'), ['A', 'B']],
  ['lists', list(text(), { min: 1, max: 2 }), [['a'], ['a', 'b']]],
  ['lists of any length', list(text()), [[], Array(1000).fill('a')]],
  ['maps', map(text(), whole(1, 2)), [{}, { a: 1, b: 2 }]],
  ['structures', structure({ A: text() }), [{ A: 'a' }, {}]],
])('%s are read as they are, up to both limits', (_, member, values) => {
  for (const value of values) expect(readMembers({ M: value }, { M: member })).toEqual({ M: value });
});

test.each<[string, Member<unknown>, unknown, string]>([
  ['a text too short', text({ min: 2 }), 'a', 'have length greater than or equal to 2'],
  ['a text too long', text({ max: 2 }), 'abc', 'have length less than or equal to 2'],
  ['a text of another form', text({ pattern: /^[ab]+$/ }), 'c', 'satisfy regular expression pattern: [ab]+'],
  ['a whole number too small', whole(1, 3), 0, 'have value greater than or equal to 1'],
  ['a whole number too large', whole(1, 3), 4, 'have value less than or equal to 3'],
  ['a number too small', number(0, 1), -0.1, 'have value greater than or equal to 0'],
  ['a number too large', number(0, 1), 1.1, 'have value less than or equal to 1'],
  ['another word', oneOf('A', 'B'), 'C', 'satisfy enum value set: [A, B]'],
])('%s is told in the words of Lambda', (_, member, value, constraint) => {
  expect(() => readMembers({ SomeName: value }, { SomeName: member })).toThrow(
    expect.objectContaining({
      errorType: 'ValidationException',
      message: `1 validation error detected: Value '${value}' at 'someName' failed to satisfy constraint: Member must ${constraint}`,
    }),
  );
});

test.each<[string, Member<unknown>, unknown, string]>([
  ['text', text(), 1, 'a value of type number can not be converted to a String'],
  ['a whole number', whole(1, 3), 1.5, 'a value of type number can not be converted to an Integer'],
  ['a whole number', whole(1, 3), '1', 'a value of type string can not be converted to an Integer'],
  ['a number', number(0, 1), '1', 'a value of type string can not be converted to a Double'],
  ['a truth', trueOrFalse(), 'true', 'a value of type string can not be converted to a Boolean'],
  ['a list', list(text()), {}, 'a value of type object can not be converted to a List'],
  ['a map', map(text(), text()), [], 'a list can not be converted to a Structure'],
  ['a structure', structure({}), 'a', 'a value of type string can not be converted to a Structure'],
  ['bytes', blob(), 1, 'a value of type number can not be converted to a Blob'],
])('what is no %s is no request at all', (_, member, value, message) => {
  expect(() => readMembers({ M: value }, { M: member })).toThrow(
    expect.objectContaining({ errorType: 'SerializationException', message: `m: ${message}` }),
  );
});

test('all faults are told at once, each with its place, long values cut', () => {
  const members = { L: list(text({ max: 1 })), S: structure({ M: map(text({ max: 1 }), whole(1, 1)) }) };
  expect(() => readMembers({ L: ['a', 'bb'], S: { M: { cc: 2 } } }, members)).toThrow(
    expect.objectContaining({
      message: expect.stringMatching(
        /^3 validation errors detected: Value 'bb' at 'l\.2\.member' .*; Value 'cc' at 's\.m\.key' .*; Value '2' at 's\.m\.cc' /,
      ),
    }),
  );
  expect(() => readMembers({ T: 'a'.repeat(201) }, { T: text({ max: 1 }) })).toThrow(`Value '${'a'.repeat(200)}…' at`);
  expect(() => readMembers({ T: 'a'.repeat(200) }, { T: text({ max: 1 }) })).toThrow(`Value '${'a'.repeat(200)}' at`);
});

test('too few and too many elements are faults', () => {
  const members = { L: list(text(), { min: 1, max: 2 }) };
  expect(() => readMembers({ L: [] }, members)).toThrow('have length greater than or equal to 1');
  expect(() => readMembers({ L: ['a', 'b', 'c'] }, members)).toThrow('have length less than or equal to 2');
});

test('members that nobody reads, and those that are null, are left out', () => {
  expect(readMembers({ A: 'a', B: null, C: 'c' }, { A: text(), B: text(), D: text() })).toEqual({ A: 'a' });
});

test('bytes come from base64', () => {
  expect(readMembers({ B: 'AQID' }, { B: blob() })).toEqual({ B: Buffer.from([1, 2, 3]) });
});

test('a member that must be there is asked for by its name', () => {
  expect(required('', 'FunctionName')).toBe('');
  expect(() => required(undefined, 'FunctionName')).toThrow(
    expect.objectContaining({
      errorType: 'ValidationException',
      message:
        "1 validation error detected: Value null at 'functionName' failed to satisfy constraint: Member must not be null",
    }),
  );
});
