#include "map-memory.h"

enum { PRIVATE = 2, FIXED = 0x10, ANONYMOUS = 0x20, NO_RESERVE = 0x4000, READ_AND_WRITE = 3, EXECUTE = 4 };
enum { POPULATE_WRITE = 23, VDSO_AND_DATA_BYTES = 64 << 10 };
// More than the kernel has given of the stack, and less than lies between it and anything else.
#define OWN_STACK_BYTES (512ul << 10)

static int overlaps(const struct image_map *map, u64 from, u64 to) {
  return map->address < to && map->address + map->bytes > from;
}

int clashes(const struct given *given, const struct image *image) {
  const struct image_map *map = TABLE_OF(image, maps);
  u64 vdso = image->header->vdso;
  const struct image_map own_vdso = {.address = vdso, .bytes = image->header->vdso_bytes};
  for (u32 index = 0; index <= image->header->maps.count; index++) {
    const struct image_map *one = index < image->header->maps.count ? &map[index] : &own_vdso;
    if (overlaps(one, given->stack - OWN_STACK_BYTES, given->stack_end)) return 1;
    if (given->vdso && overlaps(one, given->vdso - VDSO_AND_DATA_BYTES, given->vdso + VDSO_AND_DATA_BYTES)) return 1;
  }
  return 0;
}

static long map_at(const struct image_map *map, u32 access, int flags, long file) {
  return system_call(CALL_MMAP, (long)map->address, (long)map->bytes, access, PRIVATE | FIXED | flags, file, (long)map->offset);
}

static int has_failed(long result) { return result < 0 && result > -PAGE_BYTES; }

// Where files may not be executed that anybody could change, or not from there, their bytes may be.
static const char *copy_at(const struct image_map *map, long file) {
  if (has_failed(map_at(map, READ_AND_WRITE, ANONYMOUS | NO_RESERVE, -1))) return "there is no memory for it";
  for (u64 done = 0; done < map->bytes;) {
    long got = system_call(CALL_PREAD64, file, (long)(map->address + done), (long)(map->bytes - done),
                           (long)(map->offset + done), 0, 0);
    if (got == INTERRUPTED) continue;
    if (got < 0) return "it cannot be read";
    if (got == 0) break; // the last page of Node.js is not a whole one
    done += (u64)got;
  }
  if (system_call(CALL_MPROTECT, (long)map->address, (long)map->bytes, map->access, 0, 0, 0) < 0)
    return "its memory cannot be executed here";
  return 0;
}

static const char *map_one(const struct image *image, const struct image_map *map) {
  if (map->source == FROM_NOTHING)
    return has_failed(map_at(map, map->access, ANONYMOUS | NO_RESERVE, -1)) ? "there is no memory for it" : 0;
  long file = map->source == FROM_NODE ? image->node : image->file;
  if (!has_failed(map_at(map, map->access, 0, file))) return 0;
  return copy_at(map, file);
}

// Pages that every start writes to are copied all at once, where the kernel can: from 5.14 on.
static void copy_written(const struct image *image) {
  const struct image_range *range = TABLE_OF(image, written);
  for (u32 index = 0; index < image->header->written.count; index++, range++)
    if (is_writable(image, range->address, range->bytes))
      system_call(CALL_MADVISE, (long)range->address, (long)range->bytes, POPULATE_WRITE, 0, 0, 0);
}

const char *map_memory(struct image *image) {
  const struct image_map *map = TABLE_OF(image, maps);
  const char *reason = 0;
  for (u32 index = 0; !reason && index < image->header->maps.count; index++, map++) reason = map_one(image, map);
  if (!reason) copy_written(image);
  return reason;
}
