import { expect, test } from 'vitest';
import { relocateCommand, relocateVariables } from '../../../../bench/conditions/relocation.ts';

const FILES = ['/layer', '/layer/bin/node', '/fn+1'];

test.each([
  ['/layer/bin/node', '/copy/layer/bin/node'],
  ['/layer', '/copy/layer'],
  ['/fn+1/index.mjs', '/copy/fn+1/index.mjs'],
  ['--import=/fn+1/hook.mjs', '--import=/copy/fn+1/hook.mjs'],
  ['/layer/lib:/fn+1/lib', '/copy/layer/lib:/copy/fn+1/lib'],
  ['/layers/other', '/layers/other'],
  ['/usr/layer', '/usr/layer'],
  ['--flag', '--flag'],
])('%s becomes %s', (before, after) => {
  expect(relocateCommand([before, before], FILES, '/copy')).toEqual([after, after]);
});

test('variables name files where they are now, and URLs stay', () => {
  const variables = { NODE_EXTRA_CA_CERTS: '/fn+1/ca.pem', URL: 'https://127.0.0.1:8000/layer' };
  expect(relocateVariables(variables, FILES, '/copy')).toEqual({
    ...variables,
    NODE_EXTRA_CA_CERTS: '/copy/fn+1/ca.pem',
  });
});
