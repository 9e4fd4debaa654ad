import { expect, test } from 'vitest';
import { parseHandlerName } from '../../../../runtime/init/handler-name.ts';

test.each([
  ['index.handler', '', 'index', ['handler']],
  ['src/api/app.handler', 'src/api', 'app', ['handler']],
  ['app.http.get', '', 'app', ['http', 'get']],
  ['src/app.http.v2.get', 'src', 'app', ['http', 'v2', 'get']],
  ['/opt/lib/wrap.handler', '/opt/lib', 'wrap', ['handler']],
  ['v1.2/index.handler', 'v1.2', 'index', ['handler']],
  ['my-app_2.my_handler', '', 'my-app_2', ['my_handler']],
  ['index.', '', 'index', ['']],
])('%s', (text, folder, module, exports) => {
  expect(parseHandlerName(text)).toEqual({ folder, module, exports });
});

test.each(['index', '', 'src/index', 'v1.2/index', 'src/'])('%j has no dot behind its folder', (text) => {
  expect(() => parseHandlerName(text)).toThrow(
    expect.objectContaining({ name: 'Runtime.MalformedHandlerName', message: 'Bad handler' }),
  );
});

test.each(['../index.handler', 'src/../index.handler', 'index..handler'])('%s climbs out', (text) => {
  expect(() => parseHandlerName(text)).toThrow(
    expect.objectContaining({
      name: 'Runtime.MalformedHandlerName',
      message: `'${text}' is not a valid handler name. Use absolute paths when specifying root directories in handler names.`,
    }),
  );
});
