import { Module, registerHooks } from 'node:module';
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
  if (module !== undefined) return isChanged(namespace, module.exports) ? namespace : require(file);
  return isOther ? namespace : requireCopy(require, file, namespace);
}

type Namespace = Readonly<Record<string, unknown>>;

/** `isOther`: whether hooks have put another module before the one that was asked for, as import-in-the-middle does. */
async function importWatched(href: string): Promise<{ readonly namespace: Namespace; readonly isOther: boolean }> {
  let loaded = href;
  const hooks = registerHooks({
    load(url, context, nextLoad) {
      hooks.deregister();
      loaded = url;
      return nextLoad(url, context);
    },
  });
  return { namespace: await import(href), isOther: loaded !== href };
}

/** Whether hooks of `import()` have put something of their own in the place of what a CommonJS module exports. */
function isChanged(namespace: Namespace, exports: unknown): boolean {
  const own = Object(exports) as Namespace;
  return Object.entries(namespace).some(([name, value]) => {
    const isWhole = name === 'default' || name === 'module.exports';
    return value !== (isWhole ? exports : own[name]);
  });
}

/** Nobody can redefine what an ES module exports, as hooks of `require` do: they get a copy, as if it were CommonJS. */
function requireCopy(require: NodeJS.Require, file: string, namespace: Namespace): unknown {
  const copy = new Module(file);
  require.cache[file] = Object.assign(copy, { filename: file, exports: { ...namespace }, loaded: true });
  try {
    return require(file);
  } finally {
    delete require.cache[file];
  }
}
