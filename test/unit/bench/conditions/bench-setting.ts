import type { OpenCondition } from '../../../../bench/conditions/condition.ts';
import type { Contender } from '../../../../bench/contenders/contender.ts';
import type { Setting } from '../../../../bench/contenders/lambda-variables.ts';

/** A function of 128 MB whose answer may be anything. */
export function benchSetting(taskRoot: string, condition: OpenCondition, memoryMb = 128): Setting {
  const workload = {
    name: 'test',
    taskRoot,
    handler: 'index.handler',

    event: '{}',
    expected: undefined,
  };
  return { workload, memoryMb, condition };
}

/** A contender that is a script for the Node.js that runs the tests. */
export function nodeScript(code: string): Contender {
  const command = [process.execPath, '-e', code] as const;
  return { name: 'script', command, files: [process.execPath], version: '', echoes: false };
}
