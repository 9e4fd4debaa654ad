const { template, transformSync, transformFromAstSync, parseSync, buildExternalHelpers } = require('babel-core-7');

const assign = template.statement('const NAME = require(MODULE);');

exports.handler = async ({ id, name }) => {
  const options = { configFile: false, babelrc: false, filename: 'source.js' };
  const ast = parseSync(id === 8 ? 'import {' : 'export const one = 1; // a comment', {
    ...options,
    sourceType: 'module',
  });
  ast.program.body.push(assign({ NAME: name, MODULE: JSON.stringify(name) }));
  const { code, map } = transformFromAstSync(ast, undefined, { ...options, sourceMaps: true });
  console.log(code, map.version);
  const helpers = buildExternalHelpers(['interopRequireWildcard', 'defineProperty']);
  return { code, helpers, kept: transformSync("throw new Error('Cannot require(esm) here')", options).code };
};
