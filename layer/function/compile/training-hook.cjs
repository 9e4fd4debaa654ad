// Loaded into the Node.js of a function that is being compiled, before everything else. It answers the questions of
// training-run.ts: whenever a file `question` appears in SNAPBOOT_TRAINING, it writes `answer`.
const before = new Set(process.moduleLoadList);
const { existsSync, renameSync, rmSync, writeFileSync } = require('node:fs');
const Module = require('node:module');
const { join } = require('node:path');
const v8 = require('node:v8');
const vm = require('node:vm');

const POLL_MS = 10;
const PUBLIC = new Set(Module.builtinModules);
// Without this file they would come when the function asks for them.
const own = new Set(modulesIn(process.moduleLoadList.filter((entry) => !before.has(entry))));
const asked = new Set();
const { SNAPBOOT_TRAINING: folder } = process.env;
// The function is to see what it sees on Lambda, and its children and workers are not trained.
delete process.env.SNAPBOOT_TRAINING;
delete process.env.NODE_OPTIONS;

let bundle;
vm.Script = class Script extends vm.Script {
  constructor(code, options) {
    super(code, options);
    bundle ??= this;
  }
};

const { _load: load } = Module;
Module._load = function (request, ...rest) {
  asked.add(request.replace(/^node:/, ''));
  return Reflect.apply(load, this, [request, ...rest]);
};

// What has run once may be thrown away again before it is written down.
v8.setFlagsFromString('--no-flush-bytecode');

// A worker is started with the same options, without the folder, and has none of the answers.
if (folder !== undefined) setInterval(answerQuestion, POLL_MS).unref();

function answerQuestion() {
  const question = join(folder, 'question');
  if (!existsSync(question)) return;
  rmSync(question);
  // The code is good for V8 with these flags only, and so is its tag.
  v8.setFlagsFromString('--flush-bytecode');
  Module.flushCompileCache();
  if (bundle !== undefined) writeFileSync(join(folder, 'code'), bundle.createCachedData());
  const answer = {
    node: process.versions.node,
    v8: process.versions.v8,
    tag: v8.cachedDataVersionTag(),
    ...loadedModules(),
  };
  v8.setFlagsFromString('--no-flush-bytecode');
  writeFileSync(join(folder, 'answer.new'), JSON.stringify(answer));
  renameSync(join(folder, 'answer.new'), join(folder, 'answer'));
}

/** Names of the built-in modules that functions can ask for, and of Node.js's own. */
function loadedModules() {
  const loaded = modulesIn(process.moduleLoadList).filter((name) => !own.has(name) || asked.has(name));
  return {
    builtins: loaded.filter((name) => PUBLIC.has(name) && !name.startsWith('_')),
    internals: loaded.filter((name) => name.startsWith('internal/')),
  };
}

function modulesIn(list) {
  return list.flatMap((entry) => /^NativeModule (.*)$/.exec(entry)?.[1] ?? []);
}
