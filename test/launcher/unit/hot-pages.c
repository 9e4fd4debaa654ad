#include "hot-pages.h"
#include "exact-room.h"
#include "expect.h"
#include "real-system.h"

enum { FILES = 300, RANGES = 1000, MOST_BYTES = 1 << 16 };

// A list that a test writes.
static byte list[MOST_BYTES];
static u64 list_bytes;

static void add_bytes(const void *from, u64 bytes) {
  memcpy(list + list_bytes, from, bytes);
  list_bytes += bytes;
}

static void add_ranges(const unsigned short (*ranges)[3], u32 count) {
  u32 header[] = {HOT_RANGES, count * HOT_RANGE_BYTES};
  add_bytes(header, sizeof header);
  for (u32 index = 0; index < count; index++) {
    u32 first_page = ranges[index][2];
    add_bytes(ranges[index], 4);
    add_bytes(&first_page, 4);
  }
}

// In memory of exactly its size: the sanitizer sees the first byte beyond.
static struct records records(void) {
  byte *copy = memcpy(malloc(list_bytes), list, list_bytes);
  return (struct records){copy, copy + list_bytes};
}

static struct seen {
  long file;
  u64 offset, bytes;
} seen[2 * RANGES];
static int seen_count;

static void see(long file, u64 offset, u64 bytes) { seen[seen_count++] = (struct seen){file, offset, bytes}; }

static void read_by(u32 workers, const struct hot_files *files) {
  seen_count = 0;
  for (u32 share = 0; share < workers; share++) {
    struct hot_files own = *files;
    read_share(records(), &own, share, workers, see);
  }
}

static int times_seen(u64 offset) {
  int times = 0;
  for (int index = 0; index < seen_count; index++) times += seen[index].offset == offset;
  return times;
}

static void shares(void) {
  static unsigned short ranges[RANGES][3];
  for (unsigned short index = 0; index < RANGES; index++) memcpy(ranges[index], (unsigned short[]){0, 1, index}, 6);
  // In three records, with others and an unfinished range between them.
  add_ranges(ranges, 1);
  add_bytes((u32[]){99, 4, 0}, 12);
  add_ranges(ranges + 1, 0);
  add_bytes((u32[]){HOT_RANGES, 7, 0, 0}, 15);
  add_ranges(ranges + 1, RANGES - 1);
  struct hot_files files = {.count = 1, .list = {{1000, RANGES * 4096, 0}}};
  for (u32 workers = 1; workers <= 7; workers++) {
    read_by(workers, &files);
    EXPECT(seen_count == RANGES);
    for (u64 index = 0; index < RANGES; index++) EXPECT(times_seen(index * 4096) == 1);
  }
}

static void whole_once(void) {
  add_ranges((const unsigned short[][3]){{0, 1, 0}, {1, 1, 9}, {0, 1, 1}, {1, 2, 3}, {1, 1, 900}}, 5);
  // Files that nobody has open: to close them does nothing.
  struct hot_files files = {.count = 2, .list = {{1000, 8192, 0}, {1001, 50000, 1}}};
  for (u32 workers = 1; workers <= 5; workers++) {
    read_by(workers, &files);
    EXPECT(seen_count == 3);
    int whole = 0;
    for (int index = 0; index < seen_count; index++) whole += seen[index].file == 1001 && seen[index].bytes == 50000;
    EXPECT(whole == 1);
  }
}

static void at_the_end(void) {
  add_ranges((const unsigned short[][3]){{0, 9, 1}, {0, 9, 2}, {0, 0, 0}, {7, 1, 0}, {1, 1, 0}}, 5);
  struct hot_files files = {.count = 2, .list = {{1000, 2 * 4096, 0}, {NO_SUCH_FILE, 0, 0}}};
  read_by(1, &files);
  EXPECT(seen_count == 2 && seen[0].offset == 4096 && seen[0].bytes == 4096 && seen[1].bytes == 0);
}

static void add_file(byte place, u64 bytes, const char *name) {
  u32 header[] = {HOT_FILE, (u32)(HOT_FILE_HEADER_BYTES + strlen(name) + 1)};
  add_bytes(header, sizeof header);
  add_bytes(&place, 1);
  add_bytes(&bytes, 8);
  add_bytes(name, strlen(name) + 1);
}

static struct hot_files opened(struct room room) {
  struct hot_files files;
  open_hot_files(&room, records(), &(struct hot_places){"/proc/self", 0}, &files);
  return files;
}

static void too_many(void) {
  for (int index = 0; index < FILES; index++) add_file(IN_LAYER, 1, "exe");
  struct hot_files files = opened(exact_room(FILES * 32));
  EXPECT(files.count == MAX_HOT_FILES && files.list[MAX_HOT_FILES - 1].file == NO_SUCH_FILE);
}

static void unusual(void) {
  add_file(IN_TASK, 1, "exe");
  add_file(9, 1, "exe");
  add_bytes((u32[]){HOT_FILE, 8, 0, 0}, 16);
  add_bytes((u32[]){HOT_FILE, 9, 0, 0, 0}, 17);
  add_bytes((u32[]){HOT_FILE, 0}, 8);
  struct hot_files files = opened(exact_room(1000));
  EXPECT(files.count == 5);
  for (u32 index = 0; index < files.count; index++) EXPECT(files.list[index].file == NO_SUCH_FILE);
}

static void without_room(void) {
  add_file(IN_LAYER, 0, "maps");
  add_file(OF_SYSTEM, 1, "libc.so.6");
  EXPECT(opened(exact_room(8)).list[0].file == NO_SUCH_FILE && opened(exact_room(8)).list[1].file == NO_SUCH_FILE);
  struct hot_files files = opened(exact_room(100));
  EXPECT(files.list[0].file >= 0 && !files.list[0].is_whole);
  close_hot_files(&files);
}

TESTS({"each range is read once, by however many workers", shares},
      {"a library that is read whole is so once, by however many workers", whole_once},
      {"a range ends where its file does, and one beyond or of a file that is not there is left out", at_the_end},
      {"of more files than there is room for the first are opened", too_many},
      {"a file of no function, of a place that is not known or without a name is none", unusual},
      {"a path that finds no room is no file", without_room})
