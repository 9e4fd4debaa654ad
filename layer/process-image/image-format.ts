// The format of a process image. `bootstrap/launcher/image/image-format.h` describes it, and a test holds both to each
// other: name by name, number by number, and where each member of a structure is.

/** Sizes, places and the version of the format. */
export const IMAGE_SIZES = {
  IMAGE_FORMAT: 2,
  IMAGE_PAGES_AT: 1_048_576,
  IMAGE_FRAME_BYTES: 5120,
  IMAGE_WAKE_DESCRIPTOR: 63,
  IMAGE_GUARD_DESCRIPTOR: 62,
} as const;

/** Where the functions of the launcher are that those of the C library are replaced by. */
export const LAUNCHER_FUNCTIONS = { madvise: 0x500000020000n, mremap: 0x500000020100n } as const;

/** Where the members of the header are: numbers of 4 or of 8 bytes. */
export const HEADER_PLACES = {
  format: 8,
  header_bytes: 12,
  checksum: 16,
  file_bytes: 24,
  node_bytes: 32,
  node_checksum: 40,
  monotonic_ns: 48,
  process: 56,
  environment: 64,
  umask: 88,
  node_path: 92,
  features: 96,
} as const;

/** Where the header says where each table is and how many entries it has: two numbers of 4 bytes. */
export const TABLE_PLACES = {
  maps: 128,
  threads: 136,
  descriptors: 144,
  watches: 152,
  vdso_functions: 160,
  actions: 168,
  words: 176,
  written: 184,
  records: 192,
  text: 200,
} as const;

/** How many bytes an entry has of the tables that are read or written here. */
export const ENTRY_BYTES = { maps: 32, words: 16, written: 16, records: 1 } as const;

/** Where a map takes its bytes from. */
export const IMAGE_SOURCES = { FROM_NOTHING: 0, FROM_IMAGE: 1, FROM_NODE: 2 } as const;

/** What the launcher writes anew. */
export const WORD_KINDS = {
  OLD_SPACE_LIMIT: 0,
  OLD_SPACE_LIMIT_TWICE: 1,
  YOUNG_SPACE_LIMIT: 2,
  FIRST_COLLECTION_AT: 3,
  FIRST_COLLECTION_OF_ALL_AT: 4,
  RANDOM_BITS: 5,
  RANDOM_FRACTION: 6,
  BEGIN_OF_PROCESS: 7,
  OLD_SPACE_OPTION: 8,
  YOUNG_SPACE_OPTION: 9,
} as const;

/** How the line begins in which the launcher says why a function starts without an image (`image/image.c`). */
export const IMAGE_NOT_USED = 'snapboot: the process image is not used';
