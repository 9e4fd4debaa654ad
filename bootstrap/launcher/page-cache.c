#include "page-cache.h"
#include "file-facts.h"

// Linux, include/uapi/linux/fs.h, mman.h, fadvise.h
enum { WITHOUT_WAITING = 8, MAY_READ_MEMORY = 1, SHARED = 1, WILL_NEED = 3 };
enum { LARGE_PIECE = 1 << 20, SMALL_PIECE = 128 << 10 };

// Since Linux 5.2 mincore says of the files of others that all is in memory.
static int is_told_the_truth(long file) {
  return facts_of_open(file).owner == (u32)system_call(CALL_GETEUID, 0, 0, 0, 0, 0, 0);
}

static int is_resident(long file, u64 offset) {
  if (!is_told_the_truth(file)) return 0;
  u64 page = offset & ~(u64)(PAGE_BYTES - 1);
  long memory = system_call(CALL_MMAP, 0, PAGE_BYTES, MAY_READ_MEMORY, SHARED, file, (long)page);
  if (memory < 0 && memory > -PAGE_BYTES) return 0;
  byte state = 0;
  long result = system_call(CALL_MINCORE, memory, PAGE_BYTES, (long)&state, 0, 0, 0);
  system_call(CALL_MUNMAP, memory, PAGE_BYTES, 0, 0, 0, 0);
  return result == 0 && (state & 1);
}

int is_cached(long file, u64 offset) {
  byte content;
  struct stretch stretch = {&content, sizeof content};
  long got = system_call(CALL_PREADV2, file, (long)&stretch, 1, (long)offset, 0, WITHOUT_WAITING);
  if (got >= 0) return got > 0;
  // Some file systems cannot read without waiting.
  return got == TRY_AGAIN ? 0 : is_resident(file, offset);
}

void read_in_background(long file, u64 offset, u64 bytes) {
  u64 end = offset + bytes;
  // The kernel cuts each call to what the device or its read-ahead takes at once: a large call first, which some take
  // as a whole, then small ones, which do nothing where that was so.
  for (u64 large = offset; large < end; large += LARGE_PIECE) {
    u64 limit = end - large < LARGE_PIECE ? end : large + LARGE_PIECE;
    for (u64 at = large; at < limit; at += SMALL_PIECE)
      system_call(CALL_FADVISE64, file, (long)at, (long)(limit - at), WILL_NEED, 0, 0);
  }
}
