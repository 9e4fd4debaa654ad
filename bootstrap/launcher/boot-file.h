// What a build writes for the launcher. Three places hold it in this format, which `layer/boot-file/` writes:
//
//   the section .boot of the launcher   what the layer consists of, and what of it a start reads
//   a table of a process image          what the image asks of the place where it is used
//   .snapboot/hot-pages in a function   what else a start of it reads
//
//   "SNAPBOOT" | version 4 B | bytes of all records 4 B | records
//   record: kind 4 B | bytes of its content 4 B | content
//
// Numbers are little-endian and not aligned. Records of a kind that is not known are passed over, so an older launcher
// reads what a newer build has written; another version of the format it leaves alone as a whole.
#ifndef BOOT_FILE_H
#define BOOT_FILE_H
#include "system.h"

enum { BOOT_FORMAT = 1, BOOT_HEADER_BYTES = 16, RECORD_HEADER_BYTES = 8, MAX_BOOT_FILE_BYTES = 1 << 20 };

// Kinds of records. Texts end with a zero byte, which counts.
enum record_kind {
  NODE_VERSION = 1,     // text, such as 24.21.0: of the layer; in an image: the one that it is of
  BUILT_FOR = 2,        // text: an architecture
  TASK_ROOT = 3,        // text: the only folder that the function may lie in
  VARIABLE_EQUALS = 4,  // text, text: a name, and the value that it must have
  VARIABLE_NOT_SET = 5, // text: a name
  HANDLER_MODULE = 6,   // text: what stands before the first dot of a handler
  RUNTIME_BUILD = 7,    // text: of the layer; in an image: the one whose runtime it has
  FUNCTION_FILE = 8,    // bytes of the file 8 B | text: of a module that is loaded, below LAMBDA_TASK_ROOT
  HOT_FILE = 16,        // place 1 B | bytes of the file 8 B | text; numbered from 0 in their order
  HOT_RANGES = 17,      // pages in the order in which they are needed: number of the file 2 B | how many 2 B | first page 4 B | …
};

// Where a file lies.
enum hot_place {
  IN_LAYER = 0,   // below the folder of the bootstrap
  IN_TASK = 1,    // below LAMBDA_TASK_ROOT
  OF_SYSTEM = 2,  // a library, found by its name
};

enum { HOT_FILE_HEADER_BYTES = 9, HOT_RANGE_BYTES = 8, HOT_PAGE_BYTES = 4096, MAX_HOT_FILES = 256 };

// The records that are left to read.
struct records {
  const byte *at, *end;
};

struct record {
  u32 kind, bytes;
  const byte *content;
};

// All records of a file; none where it is not whole or of another format.
struct records records_of(const byte *file, u64 bytes);

// Takes the next one, or says that there is none. One that goes beyond the end is none.
int next_record(struct records *records, struct record *record);

// That many bytes of a content from `offset` on, or nothing where there are fewer.
const byte *bytes_in(const struct record *record, u64 offset, u64 bytes);

// The text that begins there, or nothing where it does not end within.
const char *text_in(const struct record *record, u64 offset);

// The text of the first record of a kind, or nothing.
const char *first_text(struct records records, enum record_kind kind);

unsigned short u16_at(const byte *at);
u32 u32_at(const byte *at);
u64 u64_at(const byte *at);
#endif
