/** What is wrong with a file that should be an ELF: words that go on after its name. */
export class ElfError extends Error {}
