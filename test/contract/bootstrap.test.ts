import { cp, symlink } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';
import { builtLayer, builtNode, shellLayer } from '../support/built-layer.ts';
import { startRecordedRuntimeApi } from '../support/recorded-runtime-api.ts';
import { type FunctionSetting, runFunction } from '../support/run-function.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const HERE = import.meta.dirname;

const LAYERS = { 'the bootstrap of the layer': builtLayer(), 'the script': shellLayer() };

describe.each(Object.entries(LAYERS))('%s', (_name, layer) => {
  test.each<[string, Partial<FunctionSetting>]>([
    ['by its absolute path', { command: [join(layer, 'bootstrap')] }],
    ['by a path from the working folder', { command: [relative(HERE, join(layer, 'bootstrap'))], cwd: HERE }],
    ['from its own folder', { command: ['./bootstrap'], cwd: layer }],
    ['by its name, from a folder below', { command: ['../bootstrap'], cwd: join(layer, 'snapboot') }],
    ['through PATH', { command: ['/bin/sh', '-c', 'PATH=$1:$PATH && exec bootstrap', 'sh', layer] }],
  ])('may be started %s', async (_how, setting) => {
    await using api = await startRecordedRuntimeApi([{ a: 1 }]);
    const { end, stderr } = await runFunction('returns-event', { api, ...setting });
    expect({ responses: api.responses, end, stderr }).toEqual({ responses: [{ a: 1 }], end: 'idle', stderr: '' });
  });

  test('works wherever its layer lies, also under a name with spaces and other characters', async () => {
    await using folder = await temporaryFolder({}, 'snapboot test $HOME * "ü" ');
    const elsewhere = join(folder.path, 'a layer');
    const bin = join(layer, 'bin');
    // A link takes no time; whatever else there is, is small.
    await cp(layer, elsewhere, { recursive: true, filter: (source) => source !== bin });
    await symlink(bin, join(elsewhere, 'bin'));
    await using api = await startRecordedRuntimeApi([{ a: 1 }]);
    const { stderr } = await runFunction('returns-event', { api, command: [join(elsewhere, 'bootstrap')] });
    expect({ responses: api.responses, stderr }).toEqual({ responses: [{ a: 1 }], stderr: '' });
  });

  test('children find node from any folder', async () => {
    await using api = await startRecordedRuntimeApi([{}]);
    const command: [string] = [relative(HERE, join(layer, 'bootstrap'))];
    await runFunction('returns-program-of-node', { api, command, cwd: HERE });
    expect(api.responses).toEqual([[builtNode(), builtNode()]]);
  });

  test('the process that Lambda starts is the one that runs the function', async () => {
    await using api = await startRecordedRuntimeApi([{}]);
    const { end } = await runFunction('kills-itself', { api, command: [join(layer, 'bootstrap')] });
    expect(end).toBe('SIGKILL');
  });

  test('a wrapper is started in place of Node.js, and starts it', async () => {
    const code = {
      'index.mjs': 'export const handler = async () => [process.env.WRAPPED, process.execArgv];',
      'wrap.sh': '#!/bin/sh\nexport WRAPPED="$# arguments"\nnode=$1\nshift\nexec "$node" --stack-size=900 "$@"\n',
    };
    await using api = await startRecordedRuntimeApi([{}]);
    const { stderr } = await runFunction(code, {
      api,
      command: [join(layer, 'bootstrap')],
      env: { AWS_LAMBDA_EXEC_WRAPPER: './wrap.sh' },
    });
    expect(stderr).toBe('');
    expect(api.responses).toEqual([
      [
        '5 arguments',
        ['--stack-size=900', '--max-old-space-size=116', '--max-semi-space-size=6', '--max-http-header-size=81920'],
      ],
    ]);
  });

  test('a wrapper may have a name with spaces', async () => {
    const code = {
      'index.mjs': 'export const handler = async () => process.env.WRAPPED;',
      'my wrapper': '#!/bin/sh\nWRAPPED=yes exec "$@"\n',
    };
    await using api = await startRecordedRuntimeApi([{}]);
    await runFunction(code, {
      api,
      command: [join(layer, 'bootstrap')],
      env: { AWS_LAMBDA_EXEC_WRAPPER: './my wrapper' },
    });
    expect(api.responses).toEqual(['yes']);
  });

  test.each([
    ['is not there', '/nowhere/wrap', '/nowhere/wrap: does not exist', 'exit 127'],
    ['is a folder', '/tmp', '/tmp: does not exist', 'exit 127'],
    ['cannot be executed', import.meta.filename, `${import.meta.filename}: is not an executable`, 'exit 126'],
  ])('a wrapper that %s ends the start with one line', async (_what, wrapper, told, exit) => {
    await using api = await startRecordedRuntimeApi([{}]);
    const { end, stdout, stderr } = await runFunction('returns-event', {
      api,
      command: [join(layer, 'bootstrap')],
      env: { AWS_LAMBDA_EXEC_WRAPPER: wrapper },
    });
    expect({ sequence: api.sequence, end, stdout, stderr }).toEqual({
      sequence: [],
      end: exit,
      stdout: '',
      stderr: `${told}\n`,
    });
  });
});

test.each([{ NODE_PENDING_DEPRECATION: '1' }, { NODE_OPTIONS: '--pending-deprecation --throw-deprecation' }])(
  'deprecations that are pending concern the function alone: %o',
  async (env) => {
    await using api = await startRecordedRuntimeApi([{}]);
    const { stderr, end } = await runFunction('returns-event', { api, env });
    expect({ stderr, end, responses: api.responses }).toEqual({ stderr: '', end: 'idle', responses: [{}] });
  },
);
