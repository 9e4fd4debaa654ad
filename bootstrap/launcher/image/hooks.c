#include "hooks.h"

// A page of the image is a private page of a file. Who gives up a page of memory (MADV_DONTNEED) may count on zeros
// afterwards, and would find the file's bytes; who has a stretch of memory grow in its place (mremap) would get the bytes
// that follow in the file. Allocators do both.

enum { DONT_NEED = 4, WRITE = 2, PRIVATE_FIXED_ANONYMOUS = 0x4032, FAILED = -1 };

// Both stay in memory as long as the process does.
static const struct image_map *maps;
static u32 map_count;

void hook_memory_calls(const struct image *image) {
  maps = TABLE_OF(image, maps);
  map_count = image->header->maps.count;
}

static int has_failed(long result) { return result < 0 && result > -PAGE_BYTES; }

static int is_of_file(const struct image_map *map, u64 from, u64 to) {
  return map->source == FROM_IMAGE && map->address < to && map->address + map->bytes > from;
}

static long make_zero(const struct image_map *map, u64 from, u64 to) {
  u64 begins = map->address > from ? map->address : from;
  u64 end = map->address + map->bytes < to ? map->address + map->bytes : to;
  return system_call(CALL_MMAP, (long)begins, (long)(end - begins), map->access, PRIVATE_FIXED_ANONYMOUS, -1, 0);
}

// In the place of madvise(3); `errno` stays as it is.
__attribute__((section(".madvise"), used)) long image_madvise(u64 address, u64 bytes, long advice) {
  long result = system_call(CALL_MADVISE, (long)address, (long)bytes, advice, 0, 0, 0);
  if (result < 0) return FAILED;
  if (advice != DONT_NEED) return 0;
  for (u32 index = 0; index < map_count; index++)
    if ((maps[index].access & WRITE) && is_of_file(&maps[index], address, address + bytes) &&
        has_failed(make_zero(&maps[index], address, address + bytes)))
      return FAILED;
  return 0;
}

// In the place of mremap(3): its callers can do without, and copy then.
__attribute__((section(".mremap"), used)) long image_mremap(u64 address, u64 bytes, u64 new_bytes, long flags, u64 to) {
  for (u32 index = 0; index < map_count; index++)
    if (is_of_file(&maps[index], address, address + bytes)) return FAILED;
  long result = system_call(CALL_MREMAP, (long)address, (long)bytes, (long)new_bytes, flags, (long)to, 0);
  return has_failed(result) ? FAILED : result;
}
