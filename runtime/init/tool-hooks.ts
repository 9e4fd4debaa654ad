import { pathToFileURL } from 'node:url';

/**
 * Loads a file so that the hooks of all tools see it, and gives what they have made of its exports: first by `import()`,
 * since hooks that are asynchronous see nothing else, then by `require`, whose hooks know the result alone. The file
 * runs once. A tool that has both kinds of hooks is to trace an invocation once: where those of `import()` have changed
 * something, the others are not asked.
 */
export async function loadForTools(require: NodeJS.Require, file: string): Promise<unknown> {
  const { namespace, isOther } = await importWatched(pathToFileURL(file).href);
  const module = require.cache[file];
  if (module === undefined) return isOther ? namespace : requireCopy(require, file, namespace);
  if (isChanged(namespace, module.exports)) return namespace;
  module.exports = redefinable(await module.exports);
  return require(file);
}

type Exports = Readonly<Record<string, unknown>>;

/** `isOther`: whether hooks have put another module before the one that was asked for, as import-in-the-middle does. */
async function importWatched(href: string): Promise<{ readonly namespace: Exports; readonly isOther: boolean }> {
  let loaded = href;
  const hooks = process.getBuiltinModule('node:module').registerHooks({
    load(url, context, nextLoad) {
      hooks.deregister();
      loaded = url;
      return nextLoad(url, context);
    },
  });
  return { namespace: await import(href), isOther: loaded !== href };
}

/** The place of CommonJS modules is where `require` looks first. */
function requireCopy(require: NodeJS.Require, file: string, namespace: Exports): unknown {
  const { Module } = process.getBuiltinModule('node:module');
  const copy = Object.assign(new Module(file), { filename: file, exports: redefinable(namespace), loaded: true });
  require.cache[file] = copy;
  try {
    return require(file);
  } finally {
    delete require.cache[file];
  }
}

/** Whether hooks of `import()` have put something of their own in the place of what a CommonJS module exports. */
function isChanged(namespace: Exports, exports: unknown): boolean {
  // As a whole, it is `default` and `module.exports`.
  const own = Object(exports) as Exports;
  return Object.entries(namespace).some(([name, value]) => value !== exports && value !== own[name]);
}

/** Hooks of `require` redefine exports, which an ES module, or one that a bundler has made of it, does not let them. */
function redefinable<T>(exports: T): T {
  if (typeof exports !== 'object' || exports === null) return exports;
  const properties = Object.getOwnPropertyDescriptors(exports);
  if (!Object.values(properties).some(({ configurable, enumerable }) => enumerable && !configurable)) return exports;
  for (const property of Object.values(properties)) property.configurable = true;
  return Object.create(Object.getPrototypeOf(exports), properties);
}
