/** A refusal that a person can do something with: one line that says why there is no image. */
const EXPLAINED = /^no image(?: was taken, the function is compiled)?: \S[^\n]*$/;

/** What the dumper, V8 or Node.js says where it ends: that explains nothing. */
const BARE_CRASH = /# Fatal|FATAL|Check failed|Assertion|Node\.js ended with|unknown/i;

/** Whether it says what and where, in words for people. */
export function isExplained(refusal: string): boolean {
  return EXPLAINED.test(refusal) && !BARE_CRASH.test(refusal);
}

/** Why there is no image, as a phrase: `mongodb draws crypto.randomBytes()`. */
export function refusalPhrase(refusal: string): string {
  return refusal
    .replace(/^no image: (?:while it is loaded, )?/, '')
    .replace(/: (?:it would be the same in all that wake|say what it will be).*/, '')
    .replaceAll(/ \([^\s()]+:\d+\)/g, '')
    .replace(/^the function /, '');
}
