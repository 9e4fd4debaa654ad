#include "hot-pages.h"
#include "file-facts.h"
#include "page-cache.h"

static const char *const library_folders[] = {LIBRARY_FOLDERS, 0};

// A list that a function's build has written names these as well; larger libraries are read when they are needed.
enum { MAX_WHOLE_BYTES = 4 << 20 };

static long open_library(struct room *room, const char *name) {
  for (const char *const *folder = library_folders; *folder; folder++) {
    const char *path = JOINED(room, *folder, name);
    long file = path ? open_file(path) : NO_SUCH_FILE;
    if (file >= 0) return file;
  }
  return NO_SUCH_FILE;
}

static long open_place(struct room *room, int place, const char *name, const struct hot_places *places) {
  if (place == OF_SYSTEM) return open_library(room, name);
  const char *folder = place == IN_LAYER ? places->layer : place == IN_TASK ? places->task_root : 0;
  const char *path = folder ? JOINED(room, folder, "/", name) : 0;
  return path ? open_file(path) : NO_SUCH_FILE;
}

static struct hot_file open_hot_file(struct room *room, const struct record *record, const struct hot_places *places) {
  struct hot_file none = {NO_SUCH_FILE, 0, 0};
  const byte *header = bytes_in(record, 0, HOT_FILE_HEADER_BYTES);
  const char *name = text_in(record, HOT_FILE_HEADER_BYTES);
  if (!header || !name) return none;
  int place = header[0];
  long file = open_place(room, place, name, places);
  if (file < 0) return none;
  u64 bytes = facts_of_open(file).bytes;
  if (bytes == u64_at(header + 1)) return (struct hot_file){file, bytes, 0};
  if (place == OF_SYSTEM && bytes <= MAX_WHOLE_BYTES) return (struct hot_file){file, bytes, 1};
  close_file(file);
  return none;
}

void open_hot_files(struct room *room, struct records records, const struct hot_places *places,
                    struct hot_files *files) {
  files->count = 0;
  for (struct record record; next_record(&records, &record);)
    if (record.kind == HOT_FILE && files->count < MAX_HOT_FILES)
      files->list[files->count++] = open_hot_file(room, &record, places);
}

void close_hot_files(const struct hot_files *files) {
  for (u32 index = 0; index < files->count; index++)
    if (files->list[index].file >= 0) close_file(files->list[index].file);
}

// The ranges of a list, one after the other.
struct ranges {
  struct records records;
  struct record record;
  u64 at;
};

static struct ranges ranges_of(struct records records) { return (struct ranges){records, {0, 0, 0}, 0}; }

static int find_next_ranges(struct ranges *ranges) {
  ranges->at = 0;
  while (next_record(&ranges->records, &ranges->record))
    if (ranges->record.kind == HOT_RANGES) return 1;
  return 0;
}

static const byte *next_range(struct ranges *ranges) {
  const byte *range = bytes_in(&ranges->record, ranges->at, HOT_RANGE_BYTES);
  while (!range && find_next_ranges(ranges)) range = bytes_in(&ranges->record, 0, HOT_RANGE_BYTES);
  ranges->at += HOT_RANGE_BYTES;
  return range;
}

// The number of a range's file, where it begins there, and its length.
static u32 file_of(const byte *range) { return u16_at(range); }
static u64 offset_of(const byte *range) { return (u64)u32_at(range + 4) * HOT_PAGE_BYTES; }
static u64 bytes_of(const byte *range) { return (u64)u16_at(range + 2) * HOT_PAGE_BYTES; }

static void read_range(const byte *range, const struct hot_file *file, read_stretch *read) {
  u64 offset = file->is_whole ? 0 : offset_of(range);
  u64 bytes = file->is_whole ? file->bytes : bytes_of(range);
  if (offset >= file->bytes) return;
  u64 left = file->bytes - offset;
  read(file->file, offset, bytes < left ? bytes : left);
}

static void forget(struct hot_file *file) {
  close_file(file->file);
  file->file = NO_SUCH_FILE;
}

void read_share(struct records records, struct hot_files *files, u32 share, u32 workers, read_stretch *read) {
  struct ranges ranges = ranges_of(records);
  u32 number = 0;
  for (const byte *range; (range = next_range(&ranges));) {
    int is_mine = number++ % workers == share;
    struct hot_file *file = file_of(range) < files->count ? &files->list[file_of(range)] : 0;
    if (!file || file->file < 0) continue;
    if (is_mine) read_range(range, file, read);
    // One that is read whole is so once, with the first of its ranges, by whomever that belongs to.
    if (file->is_whole) forget(file);
  }
}

static u32 count_ranges(struct records records) {
  struct ranges ranges = ranges_of(records);
  u32 count = 0;
  while (next_range(&ranges)) count++;
  return count;
}

static const byte *range_number(struct records records, u32 number) {
  struct ranges ranges = ranges_of(records);
  const byte *range = next_range(&ranges);
  while (range && number--) range = next_range(&ranges);
  return range;
}

static int file_number(struct records records, u32 number, struct record *record) {
  while (next_record(&records, record))
    if (record->kind == HOT_FILE && number-- == 0) return 1;
  return 0;
}

static int is_range_cached(struct room *room, struct records records, u32 number, const struct hot_places *places) {
  struct record record;
  const byte *range = range_number(records, number);
  if (!range || !file_number(records, file_of(range), &record)) return 1;
  struct hot_file file = open_hot_file(room, &record, places);
  if (file.file < 0) return 1;
  int cached = offset_of(range) >= file.bytes || is_cached(file.file, offset_of(range));
  close_file(file.file);
  return cached;
}

int are_cached(struct room *room, struct records records, const struct hot_places *places) {
  u32 count = count_ranges(records);
  if (!count) return 1;
  return is_range_cached(room, records, 0, places) && is_range_cached(room, records, count / 2, places) &&
         is_range_cached(room, records, count - 1, places);
}
