#include "page-cache.h"
#include "expect.h"
#include "file-facts.h"

// What the system answers, and what it was asked.
static long got_without_waiting, mapped_at, owner, told_resident = 1, mincore_result;
static int mincores, maps, unmaps;
static u64 first_offset, wanted_bytes, piece_end, covered;

enum { NOT_SUPPORTED = -95, OWN_USER = 1000, OWNER_AT = 20, LARGE = 1 << 20, STEP = 128 << 10 };

static void check_piece(u64 offset, u64 bytes) {
  u64 left = first_offset + wanted_bytes - offset;
  // Each begins a step after the one before, so that what the kernel cuts off is asked for again.
  EXPECT(offset == first_offset + covered && bytes > 0 && bytes <= LARGE && bytes <= left);
  covered += left < STEP ? left : STEP;
  piece_end = offset + bytes;
}

long system_call(long number, long a, long b, long c, long d, long e, long f) {
  (void)a, (void)d, (void)f;
  switch (number) {
    case CALL_PREADV2: return got_without_waiting;
    case CALL_STATX: memset((byte *)e, 0, 256); memcpy((byte *)e + OWNER_AT, &owner, 4); return 0;
    case CALL_GETEUID: return OWN_USER;
    case CALL_MMAP: maps++; return mapped_at;
    case CALL_MUNMAP: unmaps++; return 0;
    case CALL_MINCORE: mincores++; *(byte *)c = (byte)told_resident; return mincore_result;
    case CALL_FADVISE64: check_piece((u64)b, (u64)c); return 0;
    default: EXPECT(!"another call"); return 0;
  }
}

static void read_without_waiting(void) {
  got_without_waiting = 1;
  EXPECT(is_cached(7, 4096) && !maps);
}

static void would_wait(void) {
  owner = OWN_USER;
  got_without_waiting = TRY_AGAIN;
  EXPECT(!is_cached(7, 4096) && !mincores);
  got_without_waiting = 0;
  EXPECT(!is_cached(7, 4096) && !mincores);
}

static void of_others(void) {
  got_without_waiting = NOT_SUPPORTED;
  owner = 0;
  EXPECT(!is_cached(7, 4096) && !mincores);
}

static void own_file(void) {
  got_without_waiting = NOT_SUPPORTED;
  owner = OWN_USER;
  EXPECT(is_cached(7, 4097) && mincores == 1 && maps == 1 && unmaps == 1);
  told_resident = 0xfe;
  EXPECT(!is_cached(7, 4097) && unmaps == 2);
}

static void not_told(void) {
  got_without_waiting = NOT_SUPPORTED;
  owner = OWN_USER;
  mincore_result = -38;
  EXPECT(!is_cached(7, 0) && unmaps == 1);
  mapped_at = -12;
  EXPECT(!is_cached(7, 0) && mincores == 1 && unmaps == 1);
}

static void read(u64 offset, u64 bytes) {
  first_offset = offset;
  wanted_bytes = bytes;
  covered = piece_end = 0;
  read_in_background(7, offset, bytes);
  EXPECT(covered == bytes && (!bytes || piece_end == offset + bytes));
}

static void pieces(void) {
  const u64 sizes[] = {0, 1, 4096, STEP - 1, STEP, STEP + 1, LARGE - 1, LARGE, LARGE + 1, 3 * LARGE + STEP + 5, 70 * LARGE};
  for (u64 index = 0; index < sizeof sizes / sizeof *sizes; index++) {
    read(0, sizes[index]);
    read(4096, sizes[index]);
    read(0xffffffff000, sizes[index]);
  }
}

TESTS({"a page that can be read without waiting is in memory", read_without_waiting},
      {"one that would have to be waited for is not, nor is one that is not there", would_wait},
      {"where that cannot be asked, nothing is known of the files of others: for them the system says that all is there",
       of_others},
      {"of an own file the system tells, by the lowest bit", own_file},
      {"where the system does not tell, a page counts as not there", not_told},
      {"what is read in the background is asked for from its first byte to its last, in steps of 128 KB within a megabyte",
       pieces})
