// The format of what the launcher reads. `bootstrap/launcher/boot-file.h` describes it, and a test holds both to each
// other: name by name, number by number.

/** Sizes, and the version of the format. */
export const BOOT_SIZES = {
  BOOT_FORMAT: 1,
  BOOT_HEADER_BYTES: 16,
  RECORD_HEADER_BYTES: 8,
  MAX_BOOT_FILE_BYTES: 1_048_576,
  HOT_FILE_HEADER_BYTES: 9,
  HOT_RANGE_BYTES: 8,
  HOT_PAGE_BYTES: 4096,
  MAX_HOT_FILES: 256,
} as const;

/** Kinds of records. */
export const RECORD_KINDS = {
  NODE_VERSION: 1,
  BUILT_FOR: 2,
  TASK_ROOT: 3,
  VARIABLE_EQUALS: 4,
  VARIABLE_NOT_SET: 5,
  HANDLER_MODULE: 6,
  RUNTIME_BUILD: 7,
  FUNCTION_FILE: 8,
  HOT_FILE: 16,
  HOT_RANGES: 17,
} as const;

/** Where a file lies. */
export const HOT_PLACES = { IN_LAYER: 0, IN_TASK: 1, OF_SYSTEM: 2 } as const;

/** What every file in the format begins with. */
export const BOOT_MAGIC = 'SNAPBOOT';
