import { once } from 'node:events';
import { expect, test } from 'vitest';
import { expectToldInOneLine, repository, runSnapboot, startSnapboot } from '../support/run-snapboot.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const FUNCTIONS = 'test/fixtures/functions';

test('a function is run twice, cold and warm, and its results are shown with their times', async () => {
  const { code, stdout, stderr } = await runSnapboot([
    'run',
    `${FUNCTIONS}/counts-invocations.mjs`,
    // What a machine lacks is told at the start.
    '--no-sandbox',
    '--no-limits',
  ]);
  expect(stderr).toBe('');
  expect(masked(stdout)).toBe(`counts-invocations.handler in ${FUNCTIONS}, 128 MB, timeout 3 s

Invocation 1 cold
  out   1
  time  init # ms, invoke # ms

Invocation 2 warm
  out   2
  time  invoke # ms

cold # ms, warm # ms
`);
  expect(code).toBe(0);
});

test.each([
  ['inline', ['--event', '{"from":"inline"}'], ''],
  ['stdin', ['--event', '-'], '{"from":"stdin"}'],
])('the event can be given: %s', async (from, args, input) => {
  const { stdout } = await runSnapboot(['run', `${FUNCTIONS}/returns-event.mjs`, '--times', '1', ...args], { input });
  expect(stdout).toContain(`  out   {"from":"${from}"}\n`);
});

test('the event may come late on stdin', async () => {
  const child = startSnapboot(['run', `${FUNCTIONS}/returns-length-of-text.mjs`, '--times', '1', '--event', '-']);
  // More than a pipe holds: it is written when somebody reads.
  child.stdin.write(`{"text":"${'x'.repeat(1_000_000)}`, () => child.stdin.end('late"}'));
  let stdout = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  await once(child, 'close');
  expect(stdout).toContain('  out   1000004\n');
});

test('log lines of the function stand before its result, with further lines indented', async () => {
  const { stdout } = await run('logs-each-way.mjs', '--times', '1');
  expect(masked(stdout)).toContain(`Invocation 1 cold
  log   #\t-\tINFO\twhile loading
  log   #\t#\tINFO\tfirst line
        second line
  log   no end of line
  out   null
`);
});

test('a streamed response is shown chunk by chunk', async () => {
  const { stdout } = await run('streams-two-chunks.mjs', '--times', '1');
  expect(masked(stdout)).toMatch(/ {2}out {3} *\+# ms {2}one\n {9,}\+# ms {2}two\n {2}time/);
});

test('the head of an HTTP response is told from its body', async () => {
  const { stdout } = await runSnapboot(['run', 'scripts/examples/streamed.mjs', '--times', '1']);
  expect(stdout).toContain('  http  {"statusCode":200,"headers":{"content-type":"text/html; charset=utf-8"}}\n');
  expect(stdout).toMatch(/ms {2}<h1>Hello, World!<\/h1>\n/);
});

test('an error of the function is shown with its stack and makes the exit code 1', async () => {
  const { code, stdout } = await run('throws-type-error.mjs', '--times', '1');
  expect(stdout).toMatch(
    /\n {2}error TypeError: broken on purpose\n {12}at handler \(.*throws-type-error\.mjs:2:9\)\n/,
  );
  expect(code).toBe(1);
});

test('an error in the middle of a stream is shown after what has been sent', async () => {
  const { code, stdout } = await run('streams-then-throws.mjs', '--times', '1');
  expect(stdout).toMatch(/ms {2}half\n[\s\S]*\n {2}error TypeError: too late\n/);
  expect(code).toBe(1);
});

test('a crash ends the environment, and the next invocation is cold again', async () => {
  const { code, stdout } = await run('exits-with-status-3.mjs');
  expect(stdout.match(/INFO\ton my way out\n/g)).toHaveLength(2);
  expect(stdout).toMatch(/error Runtime\.ExitError: .* Error: Runtime exited with error: exit status 3\n/);
  expect(stdout).toContain('Invocation 2 cold\n');
  expect(code).toBe(1);
});

test('an invocation that takes too long is ended', async () => {
  const { code, stdout } = await run('never-settles.mjs', '--times', '1', '--timeout', '0.2');
  expect(stdout).toMatch(/error Sandbox\.Timedout: .* Error: Task timed out after 0\.20 seconds\n/);
  expect(stdout).toContain('--timeout SECONDS allows more\n');
  expect(code).toBe(1);
});

test('a function that does not load is never invoked', async () => {
  const { code, stdout } = await run('throws-while-loading.mjs');
  expect(stdout).toMatch(/\n {2}error RangeError: at load\n/);
  expect(stdout).toMatch(/the function did not initialise: no event was sent\n$/);
  expect(stdout).not.toContain('Invocation 2');
  expect(code).toBe(1);
});

test('the function sees its own variables and not those of the shell', async () => {
  const args = [
    'run',
    `${FUNCTIONS}/returns-environment.mjs`,
    '--times',
    '1',
    '--env',
    'TABLE=users',
    '--memory',
    '512',
  ];
  const { stdout } = await runSnapboot(args, {
    variables: { SECRET: 'mine', AWS_EXECUTION_ENV: 'mine', AWS_REGION: 'eu-west-1' },
  });
  expect(stdout).toContain('"TABLE": "users"');
  expect(stdout).toContain('"AWS_REGION": "eu-west-1"');
  expect(stdout).toContain('"AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "512"');
  expect(stdout).not.toContain('SECRET');
  expect(stdout).not.toContain('mine');
  // That of the bootstrap.
  expect(stdout).toMatch(/"AWS_EXECUTION_ENV": "AWS_Lambda_nodejs\d\d\.x"/);
});

test.each([
  [['run'], 'run: which function? give a file or a folder'],
  [['run', 'nowhere.mjs'], 'nowhere.mjs: no such file or folder'],
  [['run', 'scripts/examples/buffered.mjs', '--event', '{'], 'the event from --event is no JSON: '],
  [['run', 'scripts/examples/buffered.mjs', '--tims', '3'], "Unknown option '--tims': snapboot run --help"],
  [['layer', 'build', '--arch', 'mips'], "--arch mips: Lambda's architectures are x86_64 and arm64"],
  [['fly'], 'unknown command fly; there are '],
])('the mistake %j is told in one line', async (args, line) => {
  await expectToldInOneLine(args, line);
});

test.each([['--help'], ['run --help'], ['layer build -h'], ['bench --help']])('there is help for %s', async (line) => {
  const { code, stdout } = await runSnapboot(line.split(' '));
  expect(stdout).toMatch(/^Usage: snapboot[\s\S]*\nExamples\n {2}snapboot .*\n {2}snapboot /);
  expect(code).toBe(0);
});

test('the command works from any folder', async () => {
  const { stdout } = await runSnapboot(['run', 'returns-event.mjs', '--times', '1'], {
    cwd: `${repository}${FUNCTIONS}`,
  });
  expect(stdout).toContain('returns-event.handler in ., ');
});

test('it ends at once after its last answer, whatever time was left, and whatever the function leaves open', async () => {
  await using folder = await temporaryFolder({
    'index.mjs': `import { createServer } from 'node:http';
      createServer().listen(0);
      setInterval(() => {}, 1000);
      export const handler = async () => 'done';`,
  });
  // A command that waited for what is left of it would outlast the test.
  const { code, stdout } = await runSnapboot(['run', folder.path, '--timeout', '900']);
  expect(stdout.match(/ {2}out {3}"done"\n/g)).toHaveLength(2);
  expect(code).toBe(0);
});

test('an interrupt ends the function too', async () => {
  const child = startSnapboot(['run', `${FUNCTIONS}/never-settles.mjs`, '--timeout', '60']);
  let stdout = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  await expect.poll(() => stdout).toContain('Invocation 1 cold');
  child.kill('SIGINT');
  expect(await once(child, 'close')).toEqual([130, null]);
});

function run(name: string, ...args: readonly string[]): ReturnType<typeof runSnapboot> {
  return runSnapboot(['run', `${FUNCTIONS}/${name}`, '--timeout', '60', ...args]);
}

/** Times and ids as #. */
function masked(text: string): string {
  return text
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '#')
    .replaceAll(/[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}/g, '#')
    .replaceAll(/\d+\.\d ms/g, '# ms');
}
