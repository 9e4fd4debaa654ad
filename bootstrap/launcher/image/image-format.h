// A process image: what the dumper (`layer/process-image/dumper/`) writes and the launcher brings back. The build
// (`layer/process-image/image-file.ts`) adds what it has found in it: conditions, words, pages to have ready.
//
//   header | tables, in any order, up to `header_bytes` | zeros up to IMAGE_PAGES_AT | pages
//
// Everything is as the processor has it in memory, little-endian on both. A table is an offset from the beginning of
// the file and a number of entries.
#ifndef IMAGE_FORMAT_H
#define IMAGE_FORMAT_H

enum {
  IMAGE_FORMAT = 2,
  IMAGE_PAGES_AT = 1 << 20, // so much room is there for header and tables
  IMAGE_FEATURES = 8,       // words of processor features
  IMAGE_SIGNALS = 64,
  IMAGE_USUAL_UMASK = 022,  // the process was started with it
  IMAGE_FRAME_BYTES = 5120, // room for the registers of a thread
  IMAGE_FIRST_DESCRIPTOR = 64, // those of the image; what is below belongs to whoever starts the launcher
  IMAGE_WAKE_DESCRIPTOR = 63,  // the main thread sleeps in a read of it
  IMAGE_GUARD_DESCRIPTOR = 62, // open until init is over: until then a crash starts the function without the image
};

#define IMAGE_MAGIC 0x6567616d49706e53ul // "SnpImage"

// Where the launcher lies; nothing of a process image does: V8 draws addresses below 0x400000000000, and what the kernel
// places is above 0x700000000000, on x86_64, or above 0xf00000000000.
#define LAUNCHER_ADDRESS 0x500000000000ul

// Where it has the tables of an image, and its own room, as far as the kernel does as it is asked.
#define IMAGE_TABLES_ADDRESS (LAUNCHER_ADDRESS - (1ul << 32))
#define LAUNCHER_ROOM_ADDRESS (LAUNCHER_ADDRESS + (1ul << 32))

// Where the launcher has its own madvise and mremap; the functions of the C library in the image jump there.
#define LAUNCHER_MADVISE 0x500000020000ul
#define LAUNCHER_MREMAP 0x500000020100ul

struct image_table {
  unsigned int at, count;
};

struct image_header {
  unsigned long magic;
  unsigned int format, header_bytes;
  unsigned long checksum;     // of the first `header_bytes`, with this one as 0
  unsigned long file_bytes;   // of the whole image
  unsigned long node_bytes;   // of the Node.js that its text is taken from
  unsigned long node_checksum; // of the first page of that
  unsigned long monotonic_ns; // CLOCK_MONOTONIC may not be below it: time never goes back
  unsigned long process;      // the id of the process that was dumped
  unsigned long environment;  // where C's `environ` is; 0 until the build has found it
  unsigned long vdso, vdso_bytes;
  unsigned int umask, node_path; // where libuv's uv_exepath is; 0 until the build has found it
  unsigned int features[IMAGE_FEATURES]; // the processor must have all of these
  struct image_table maps, threads, descriptors, watches, vdso_functions, actions, words, written, records, text;
};

enum image_source { FROM_NOTHING = 0, FROM_IMAGE = 1, FROM_NODE = 2 };

// Memory, in order of address.
struct image_map {
  unsigned long address, bytes, offset;
  unsigned int access; // as mmap takes it: 1 read, 2 write, 4 execute
  unsigned int source;
};

// A thread, the main one first. Its registers are in the frame that rt_sigreturn takes, within the tables.
struct image_thread {
  unsigned long storage;   // its thread-local storage
  unsigned long id_at;     // where the C library keeps its id
  unsigned int frame, unused; // offset of the frame
  char name[16];
};

enum image_descriptor_kind {
  AN_EVENTFD = 0, // value: its counter
  A_PIPE = 1,     // value: bytes in it, which stand in `text`; `other` is the end that is written to, or -1
  AN_EPOLL = 2,
  A_FILE = 3,     // value: its position; text: its path
  A_CLOSED_STREAM = 4,
  A_CLOSED_DATAGRAM = 5, // value: its address family
};

struct image_descriptor {
  unsigned int kind;
  int number, other;
  unsigned int flags, other_flags;
  unsigned int text; // offset in the table of text
  unsigned long value;
};

// What an epoll descriptor watches.
struct image_watch {
  int epoll, number;
  unsigned int events, unused;
  unsigned long data;
};

// A function of the vDSO: it becomes a jump to the same one of the running kernel.
struct image_vdso_function {
  unsigned long address;
  char name[40];
};

// As the kernel has it: struct sigaction, for signals from 1 on.
struct image_action {
  unsigned long handler, flags, restorer, mask;
};

// Numbers in memory that the launcher writes anew.
enum image_word_kind {
  OLD_SPACE_LIMIT = 0, // bytes
  OLD_SPACE_LIMIT_TWICE = 1,
  YOUNG_SPACE_LIMIT = 2,
  FIRST_COLLECTION_AT = 3, // bytes in old space
  FIRST_COLLECTION_OF_ALL_AT = 4,
  RANDOM_BITS = 5,
  RANDOM_FRACTION = 6, // a double from 0 to below 1
  BEGIN_OF_PROCESS = 7, // nanoseconds of CLOCK_MONOTONIC
  OLD_SPACE_OPTION = 8, // a text of C++, in which a number of MB stands behind the first `count` bytes
  YOUNG_SPACE_OPTION = 9,
};

struct image_word {
  unsigned long address;
  unsigned int kind, count; // so many, one after the other
};

// Pages that every start writes to.
struct image_range {
  unsigned long address, bytes;
};
#endif
