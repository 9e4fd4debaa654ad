// Whatever a list names and whatever files there are: no stretch goes beyond its file, and together the workers read what
// one would have read alone.
#include "hot-pages.h"
#include "drawn-system.h"

enum { WORKERS = 4, ROOM_BYTES = 1 << 16 };

static const struct hot_places places = {"/opt", "/var/task"};
static u64 stretches, bytes_read;

static void read_drawn(long file, u64 offset, u64 bytes) {
  u64 size = size_of_open(file);
  ALWAYS(offset < size && bytes <= size - offset);
  stretches++;
  bytes_read += bytes;
}

static void read_one(struct records records, const struct input *answers, u32 share, u32 workers) {
  struct room room = {allocate(ROOM_BYTES), 0};
  struct hot_files files;
  room.end = room.at + ROOM_BYTES;
  draw_from(answers);
  open_hot_files(&room, records, &places, &files);
  read_share(records, &files, share, workers, read_drawn);
  close_hot_files(&files);
}

int LLVMFuzzerTestOneInput(const byte *data, u64 bytes) {
  struct input input = {data, data + bytes};
  struct piece file = take_piece(&input);
  struct records records = records_of(file.at, file.bytes);
  stretches = bytes_read = 0;
  for (u32 share = 0; share < WORKERS; share++) read_one(records, &input, share, WORKERS);
  u64 stretches_of_all = stretches, bytes_of_all = bytes_read;
  stretches = bytes_read = 0;
  read_one(records, &input, 0, 1);
  ALWAYS(stretches == stretches_of_all && bytes_read == bytes_of_all);
  struct room room = make_room(ROOM_BYTES);
  are_cached(&room, records, &places);
  give_back_all();
  return 0;
}
