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
  if (record->bytes < HOT_FILE_HEADER_BYTES) return none;
  const char *name = text_in(record->content + HOT_FILE_HEADER_BYTES, record->bytes - HOT_FILE_HEADER_BYTES);
  if (!name) return none;
  int place = record->content[0];
  long file = open_place(room, place, name, places);
  if (file < 0) return none;
  u64 bytes = facts_of_open(file).bytes;
  if (bytes == u64_at(record->content + 1)) return (struct hot_file){file, bytes, 0};
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

// The number of a range's file, its first page, and how many there are.
static u32 file_of(const byte *range) { return u16_at(range); }
static u64 offset_of(const byte *range) { return (u64)u32_at(range + 4) * HOT_PAGE_BYTES; }
static u64 bytes_of(const byte *range) { return (u64)u16_at(range + 2) * HOT_PAGE_BYTES; }

static void read_range(const byte *range, struct hot_files *files, read_stretch *read) {
  if (file_of(range) >= files->count) return;
  struct hot_file *file = &files->list[file_of(range)];
  if (file->file < 0 || offset_of(range) >= file->bytes) return;
  if (file->is_whole) {
    read(file->file, 0, file->bytes);
    close_file(file->file);
    file->file = NO_SUCH_FILE;
    return;
  }
  u64 left = file->bytes - offset_of(range);
  read(file->file, offset_of(range), bytes_of(range) < left ? bytes_of(range) : left);
}

void read_share(struct records records, struct hot_files *files, u32 share, u32 workers, read_stretch *read) {
  u32 number = 0;
  for (struct record record; next_record(&records, &record);) {
    if (record.kind != HOT_RANGES) continue;
    for (u32 at = 0; record.bytes - at >= HOT_RANGE_BYTES; at += HOT_RANGE_BYTES)
      if (number++ % workers == share) read_range(record.content + at, files, read);
  }
}

static u32 count_ranges(struct records records) {
  u32 count = 0;
  for (struct record record; next_record(&records, &record);)
    if (record.kind == HOT_RANGES) count += record.bytes / HOT_RANGE_BYTES;
  return count;
}

static const byte *range_number(struct records records, u32 number) {
  for (struct record record; next_record(&records, &record);) {
    if (record.kind != HOT_RANGES) continue;
    u32 held = record.bytes / HOT_RANGE_BYTES;
    if (number < held) return record.content + number * HOT_RANGE_BYTES;
    number -= held;
  }
  return 0;
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
