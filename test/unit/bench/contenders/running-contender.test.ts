import { expect, test } from 'vitest';
import type { Contender } from '../../../../bench/contenders/contender.ts';
import { ContenderFailure } from '../../../../bench/contenders/contender-failure.ts';
import { RunningContender } from '../../../../bench/contenders/running-contender.ts';
import { contenderOf, emptySetting } from '../../../support/bench-contender.ts';
import { builtBootstrap } from '../../../support/built-layer.ts';

const SETTING = await emptySetting(256);

function script(code: string): Contender {
  return contenderOf('rival', [process.execPath, '-e', code], false);
}

test('a contender that dies before its first event is reported with its error, in one line, and all that it wrote', async () => {
  const contender = script('console.error("warming up"); throw new TypeError("no such thing")');
  await using running = await RunningContender.start(contender, SETTING);
  const failure = await running.ready().catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(ContenderFailure);
  expect(failure).toMatchObject({
    contender: 'rival',
    message: 'rival: ended with exit code 1 before it asked for its first event: TypeError: no such thing',
    output: expect.stringContaining('warming up'),
  });
});

test('a contender that dies without an error is reported with what it said', async () => {
  await using running = await RunningContender.start(script('console.log("bad\\n  luck"); process.exit(3)'), SETTING);
  await expect(running.ready()).rejects.toThrow(/^rival: ended with exit code 3 before .* first event: bad luck$/);
});

test('a contender that is killed in silence is reported with the signal', async () => {
  await using running = await RunningContender.start(script('process.kill(process.pid, "SIGSEGV")'), SETTING);
  await expect(running.ready()).rejects.toThrow(/^rival: was ended by SIGSEGV before .*: it said nothing$/);
});

test('a command that does not exist is reported with its name', async () => {
  const starting = RunningContender.start(contenderOf('rival', ['/no/such/program']), SETTING);
  await expect(starting).rejects.toThrow('rival: cannot start /no/such/program');
});

test('a contender sees what Lambda sets and what its function has, and nothing of the shell of the benchmark', async () => {
  process.env.BENCH_TEST_SECRET = 'secret';
  const { taskRoot } = SETTING.workload;
  const seen = ['_HANDLER', 'AWS_LAMBDA_FUNCTION_MEMORY_SIZE', 'AWS_ACCESS_KEY_ID', 'TABLE', 'BENCH_TEST_SECRET'];
  const code = `console.log(...${JSON.stringify(seen)}.map((name) => process.env[name]), process.cwd()); process.exit(1)`;
  await using running = await RunningContender.start(script(code), { ...SETTING, variables: { TABLE: 'orders' } });
  await expect(running.ready()).rejects.toThrow(`index.handler 256 bench orders undefined ${taskRoot}`);
  delete process.env.BENCH_TEST_SECRET;
});

test('the memory of what a contender has started counts', async () => {
  const contender = contenderOf('rival', ['/bin/sh', '-c', '"$0"; exit', builtBootstrap()], false);
  await using running = await RunningContender.start(contender, SETTING);
  await running.ready();
  expect(running.peakRssBytes()).toBeGreaterThan(16 * 2 ** 20);
});

test('one that says that it has started in another way than the one that is measured has failed', async () => {
  const command = ['/bin/sh', '-c', 'echo "not so: it is old" >&2; exec "$0"', builtBootstrap()] as const;
  const contender = { ...contenderOf('rival', command, false), unlessSaid: 'not so' };
  await using running = await RunningContender.start(contender, SETTING);
  await running.ready();
  await expect(running.invoke()).rejects.toThrow('rival: not so: it is old');
});
