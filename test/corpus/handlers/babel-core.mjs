import { transformAsync, types } from '@babel/core';
import commonjs from '@babel/plugin-transform-modules-commonjs';

export const handler = async ({ id, name }) => {
  const rename = ({ types: t }) => ({
    visitor: { Identifier: (path) => void (path.node.name === 'name' && path.replaceWith(t.identifier(name))) },
  });
  const source =
    id === 8
      ? 'const = 1'
      : `import * as all from 'all'; import one from 'one'; export const name = () => one(all, import.meta.url); export * from 'rest'; export const late = () => import('late');`;
  const { code } = await transformAsync(source, { configFile: false, babelrc: false, plugins: [rename, commonjs] });
  console.log(code, types.isValidIdentifier(name));
  return { code };
};
