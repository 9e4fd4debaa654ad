import { expect, test } from 'vitest';
import { readRunOptions } from '../../../../service/run/run-options.ts';

test('a path alone leaves all else at its default', () => {
  expect(readRunOptions(['app.mjs'])).toEqual({
    path: 'app.mjs',
    event: '{}',
    times: 2,
    timeoutMs: 3000,
    memoryMb: 128,
    variables: {},
    sandbox: true,
    limits: true,
  });
});

test('every option is taken over', () => {
  const options =
    '--handler a.b --event - --times 7 --timeout 0.25 --memory 512 --env A_B=c=d --env EMPTY= --no-sandbox';
  expect(readRunOptions(['app', ...options.split(' ')])).toEqual({
    path: 'app',
    handler: 'a.b',
    event: '-',
    times: 7,
    timeoutMs: 250,
    memoryMb: 512,
    variables: { A_B: 'c=d', EMPTY: '' },
    sandbox: false,
    limits: true,
  });
});

test.each([
  ['', 'which function? give a file or a folder'],
  ['a b', 'one function at a time, found a and b'],
  ['a --times 0', '--times 0: expected a whole number from 1 to 100000'],
  ['a --times 1.5', '--times 1.5: expected a whole number'],
  ['a --timeout 901', '--timeout 901: expected a number from 0.01 to 900'],
  ['a --timeout=', 'expected a number'],
  ['a --memory 1e9', '--memory 1e9: expected a whole number from 128 to 10240'],
  ['a --env NAME', '--env NAME: expected NAME=VALUE'],
  ['a --env 1A=2', 'Lambda wants a name of two or more letters'],
  ['a --env _HANDLER=b.c', '--env _HANDLER: Lambda sets this one itself; use --handler'],
  ['a --env AWS_REGION=x', 'it is taken from your own environment'],
  ['a --colour', "Unknown option '--colour'"],
])('the command line «%s» is refused with its reason', (line, reason) => {
  expect(() => readRunOptions(line.split(' ').filter(Boolean))).toThrow(reason);
});
