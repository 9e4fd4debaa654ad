import { expect, test } from 'vitest';
import { type Contender, RunningContender } from '../../../../bench/contenders/running-contender.ts';
import { findWorkload } from '../../../../bench/workload.ts';

const SETTING = { workload: await findWorkload({}), memoryMb: 256 };

function script(code: string): Contender {
  return { name: 'rival', command: [process.execPath, '-e', code] };
}

test('a contender that dies before its first event is reported with its error, in one line', async () => {
  const contender = script('console.error("warming up"); throw new TypeError("no such thing")');
  await using running = await RunningContender.start(contender, SETTING);
  await expect(running.ready()).rejects.toThrow(
    /^rival: ended with exit code 1 before it asked for its first event: TypeError: no such thing$/,
  );
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
  const contender: Contender = { name: 'rival', command: ['/no/such/program'] };
  await expect(RunningContender.start(contender, SETTING)).rejects.toThrow('cannot start /no/such/program');
});

test('a contender sees what Lambda sets, and nothing of the shell of the benchmark', async () => {
  process.env.BENCH_TEST_SECRET = 'secret';
  const { workload } = SETTING;
  const seen = ['_HANDLER', 'AWS_LAMBDA_FUNCTION_MEMORY_SIZE', 'BENCH_TEST_SECRET', 'LAMBDA_TASK_ROOT'];
  const code = `console.log(...${JSON.stringify(seen)}.map((name) => process.env[name]), process.cwd()); process.exit(1)`;
  await using running = await RunningContender.start(script(code), SETTING);
  await expect(running.ready()).rejects.toThrow(
    `index.handler 256 undefined ${workload.taskRoot} ${workload.taskRoot}`,
  );
  delete process.env.BENCH_TEST_SECRET;
});
