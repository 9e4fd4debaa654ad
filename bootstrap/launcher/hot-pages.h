// The pages that a start of Node.js is known to need.
#ifndef HOT_PAGES_H
#define HOT_PAGES_H
#include "boot-file.h"
#include "text.h"

// Where the files lie.
struct hot_places {
  const char *layer, *task_root;
};

// One file of a list; `file` is its descriptor, negative where it is not there or another one.
struct hot_file {
  long file;
  u64 bytes;
  int is_whole; // another version of a library: which of its pages are needed is not known
};

struct hot_files {
  struct hot_file list[MAX_HOT_FILES];
  u32 count;
};

// Opens the files of a list.
void open_hot_files(struct room *room, struct records records, const struct hot_places *places, struct hot_files *files);

void close_hot_files(const struct hot_files *files);

// Whether the first, the middle and the last page of a list are in memory, or not to be had.
int are_cached(struct room *room, struct records records, const struct hot_places *places);

// The share of one of `workers` in a list: calls `read` for each stretch of each file that is there.
typedef void read_stretch(long file, u64 offset, u64 bytes);
void read_share(struct records records, struct hot_files *files, u32 share, u32 workers, read_stretch *read);
#endif
