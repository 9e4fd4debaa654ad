const MAX_LENGTH = 300;

/** Somebody else's text as part of a message of one line. */
export function inOneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim().slice(0, MAX_LENGTH);
}
