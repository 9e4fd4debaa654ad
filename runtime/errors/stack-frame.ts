/** Whether a line of a stack is a frame, and not part of the name and message above. */
export function isStackFrame(line: string): boolean {
  return /^\s+at /.test(line);
}
