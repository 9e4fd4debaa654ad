/**
 * A refusal that a person can do something with: one line that says what a snapshot cannot have, and where that is, as
 * a file and a line.
 */
export const EXPLAINED_REFUSAL: RegExp = /^no snapshot: [^\n]*\([^\s()]+:\d+\)[^\n]*$/;

/** What V8 or Node.js says where it ends: that explains nothing, not even with a place. */
export const BARE_CRASH: RegExp = /# Fatal|FATAL|Check failed|Assertion|Node\.js ended with|unknown/i;

/** Whether it says what and where, in words for people. */
export function isExplained(refusal: string): boolean {
  return EXPLAINED_REFUSAL.test(refusal) && !BARE_CRASH.test(refusal);
}

/** Why there is no snapshot, as a phrase: `mongodb draws crypto.randomBytes()`. */
export function refusalPhrase(refusal: string): string {
  return refusal
    .replace(/^no snapshot: (?:while it is loaded, )?/, '')
    .replace(/: (?:it would be the same in all that wake|say what it will be).*/, '')
    .replace(/what Node\.js cannot write down \([^)]*\); it was/, 'what is')
    .replace(/; with bubblewrap .*/, '')
    .replaceAll(/ \([^\s()]+:\d+\)/g, '')
    .replace(/^the function /, '');
}
