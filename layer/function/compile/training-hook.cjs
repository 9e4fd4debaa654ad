// Loaded into the Node.js of a function that is being compiled, before everything else. It answers the questions of
// training-run.ts: whenever a file `question` appears in SNAPBOOT_TRAINING, it writes `answer`.
const { existsSync, renameSync, rmSync, writeFileSync } = require('node:fs');
const { builtinModules, flushCompileCache } = require('node:module');
const { join } = require('node:path');
const v8 = require('node:v8');
const vm = require('node:vm');
const { isMainThread } = require('node:worker_threads');

const POLL_MS = 10;
const PUBLIC = new Set(builtinModules);
const { SNAPBOOT_TRAINING: folder } = process.env;
// The function is to see what it sees on Lambda, and its children are not trained.
delete process.env.SNAPBOOT_TRAINING;
delete process.env.NODE_OPTIONS;

let bundle;
vm.Script = class Script extends vm.Script {
  constructor(code, options) {
    super(code, options);
    bundle ??= this;
  }
};

// What has run once may be thrown away again before it is written down.
v8.setFlagsFromString('--no-flush-bytecode');

// A worker is started with the same options, and has none of the answers.
if (isMainThread) setInterval(answerQuestion, POLL_MS).unref();

function answerQuestion() {
  const question = join(folder, 'question');
  if (!existsSync(question)) return;
  rmSync(question);
  // The code is good for V8 with these flags only, and so is its tag.
  v8.setFlagsFromString('--flush-bytecode');
  flushCompileCache();
  if (bundle !== undefined) writeFileSync(join(folder, 'code'), bundle.createCachedData());
  const answer = {
    node: process.versions.node,
    v8: process.versions.v8,
    tag: v8.cachedDataVersionTag(),
    builtins: builtins(),
  };
  v8.setFlagsFromString('--no-flush-bytecode');
  writeFileSync(join(folder, 'answer.new'), JSON.stringify(answer));
  renameSync(join(folder, 'answer.new'), join(folder, 'answer'));
}

function builtins() {
  const names = process.moduleLoadList.flatMap((entry) => /^NativeModule (.*)$/.exec(entry)?.[1] ?? []);
  return names.filter((name) => PUBLIC.has(name) && !name.startsWith('_'));
}
