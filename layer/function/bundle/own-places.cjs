// What the modules of a bundle ask of their own places. This is put before each bundle in which one asks; `module` and
// `require` are those of the bundle. Nothing is found before it is asked for.

const path = require('node:path');

const ABSENT = ['require', 'module', 'exports', '__filename', '__dirname', 'arguments'];

/** @param places by name; each with that of a module that requires it, or null */
// biome-ignore lint/correctness/noUnusedVariables: The bundle calls it.
function ownPlaces(places) {
  const all = { absent: absentNames(), keep() {} };
  for (const name of Object.keys(places)) all[name] = ownPlace(name, places[name]);
  return all;
}

function late(target, name, get) {
  const set = (value) =>
    Object.defineProperty(target, name, { value, enumerable: true, configurable: true, writable: true });
  Object.defineProperty(target, name, { get, set, enumerable: true, configurable: true });
}

/** What a module of CommonJS would have, and an ES module has not, unless somebody has made a global of it. */
function absentNames() {
  const absent = {};
  for (const name of ABSENT) defineAbsent(absent, name);
  return absent;
}

function defineAbsent(absent, name) {
  const check = (caller) => {
    if (name in globalThis) return;
    const error = new ReferenceError(`${name} is not defined`);
    Error.captureStackTrace(error, caller);
    throw error;
  };
  const get = () => {
    check(get);
    return globalThis[name];
  };
  const set = (value) => {
    check(set);
    globalThis[name] = value;
  };
  Object.defineProperty(absent, name, { get, set });
}

/** @param parent the place of the module that requires it, where one does */
function ownPlace(name, parent) {
  let required;
  let meta;
  const place = {
    get file() {
      return path.join(module.path, name);
    },
    get folder() {
      return path.dirname(place.file);
    },
    get url() {
      return require('node:url').pathToFileURL(place.file).href;
    },
    get require() {
      required ??= require('node:module').createRequire(place.file);
      return required;
    },
    get meta() {
      meta ??= importMeta(place);
      return meta;
    },
    complete(own) {
      // That of the bundle is whole.
      if (!('id' in own)) completeModule(own, place, parent);
    },
    given() {
      // biome-ignore lint/complexity/noArguments: It is what a module would find under that name.
      return Object.assign(arguments, { 3: place.file, 4: place.folder, length: 5 });
    },
  };
  return place;
}

function importMeta(place) {
  const meta = Object.create(null);
  late(meta, 'dirname', () => place.folder);
  late(meta, 'filename', () => place.file);
  meta.main = false;
  meta.resolve = (specifier) => resolved(`${specifier}`, place);
  late(meta, 'url', () => place.url);
  return meta;
}

function resolved(specifier, place) {
  const url = require('node:url');
  if (require('node:module').isBuiltin(specifier))
    return specifier.startsWith('node:') ? specifier : `node:${specifier}`;
  if (/^\.{0,2}\//.test(specifier)) return new url.URL(specifier, place.url).href;
  if (url.URL.canParse(specifier)) return new url.URL(specifier).href;
  try {
    return url.pathToFileURL(place.require.resolve(specifier)).href;
  } catch (error) {
    if (error.code === 'MODULE_NOT_FOUND') error.code = 'ERR_MODULE_NOT_FOUND';
    throw error;
  }
}

function completeModule(own, place, parent) {
  late(own, 'id', () => place.file);
  late(own, 'path', () => place.folder);
  late(own, 'filename', () => place.file);
  own.loaded = true;
  own.children = [];
  late(own, 'paths', () => require('node:module')._nodeModulePaths(place.folder));
  let requiring;
  late(own, 'parent', () => {
    if (parent !== null) requiring ??= completeModule({ exports: {} }, ownPlace(parent, null), null);
    return requiring;
  });
  late(own, 'require', () => place.require);
  own.isPreloading = false;
  Object.defineProperty(own, 'constructor', { get: () => require('node:module'), configurable: true });
  return own;
}
