/** A program and its arguments; nothing goes through a shell. */
export type CommandLine = readonly [program: string, ...args: string[]];
