/** What is wrong with a file that should be an ELF: words that go on after its name. */
export class ElfError extends Error {}

/** A file of another system or of another kind of processor, such as those of macOS, Windows and 32 bits. */
export class OtherFormatError extends ElfError {}
