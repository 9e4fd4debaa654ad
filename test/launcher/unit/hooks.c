#include "image/hooks.h"
#include <errno.h>
#include <sys/mman.h>
#include "expect.h"
#include "small-image.h"

long image_madvise(u64 address, u64 bytes, long advice);
long image_mremap(u64 address, u64 bytes, u64 new_bytes, long flags, u64 to);

static int no_memory;

long system_call(long number, long a, long b, long c, long d, long e, long f) {
  if (number == CALL_MMAP && no_memory) return -ENOMEM;
  return kernel_call(number, a, b, c, d, e, f);
}

enum { PAGES = 6 };

static byte *memory;

// Pages 1 to 3 are of a file, can be written and hold 'f'; pages 0 and 4 are of none and hold 'o'; page 5 can be read only.
static void open_memory(void) {
  FILE *file = tmpfile();
  for (int at = 0; at < PAGES * PAGE_BYTES; at++) fputc('f', file);
  fflush(file);
  memory = mmap(0, PAGES * PAGE_BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  mmap(memory + PAGE_BYTES, 3 * PAGE_BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_FIXED, fileno(file), 0);
  mmap(memory + 5 * PAGE_BYTES, PAGE_BYTES, PROT_READ, MAP_PRIVATE | MAP_FIXED, fileno(file), 0);
  memory[0] = memory[4 * PAGE_BYTES] = 'o';
  struct image_header *header = small_image();
  struct image_map *map = ENTRY_OF(header, image_map, maps);
  map[0] = (struct image_map){(u64)memory + PAGE_BYTES, 3 * PAGE_BYTES, 0, 3, FROM_IMAGE};
  map[1] = (struct image_map){(u64)memory + 4 * PAGE_BYTES, PAGE_BYTES, 0, 3, FROM_NOTHING};
  map[2] = (struct image_map){(u64)memory + 5 * PAGE_BYTES, PAGE_BYTES, 0, 1, FROM_IMAGE};
  struct image image = {header, -1, -1};
  hook_memory_calls(&image);
}

static void is(const char *pages) {
  for (int page = 0; page < PAGES; page++) EXPECT(memory[page * PAGE_BYTES] == (pages[page] == '0' ? 0 : (byte)pages[page]));
}

static long give_up(int from, int to) {
  return image_madvise((u64)memory + (u64)from * PAGE_BYTES, (u64)(to - from) * PAGE_BYTES, MADV_DONTNEED);
}

static void zeros(void) {
  open_memory();
  EXPECT(give_up(2, 3) == 0);
  is("of" "0" "fof");
  EXPECT(give_up(0, 6) == 0);
  is("00000f");
  memory[2 * PAGE_BYTES] = 'x';
  EXPECT(give_up(2, 3) == 0);
  is("00000f");
}

static void other_advice(void) {
  open_memory();
  memory[PAGE_BYTES] = 'x';
  EXPECT(image_madvise((u64)memory, PAGES * PAGE_BYTES, MADV_WILLNEED) == 0);
  is("oxffof");
}

static void refused(void) {
  open_memory();
  EXPECT(image_madvise((u64)memory + 1, PAGE_BYTES, MADV_DONTNEED) == -1);
  EXPECT(image_madvise((u64)memory, PAGES * PAGE_BYTES, 9999) == -1);
  is("offfof");
}

// Who is told that memory was given up counts on zeros.
static void not_zeroed(void) {
  open_memory();
  no_memory = 1;
  EXPECT(give_up(1, 2) == -1);
  EXPECT(give_up(4, 5) == 0 && give_up(0, 1) == 0);
}

static void moved(void) {
  open_memory();
  for (int page = 1; page < 4; page++)
    EXPECT(image_mremap((u64)memory + (u64)page * PAGE_BYTES, PAGE_BYTES, 2 * PAGE_BYTES, MREMAP_MAYMOVE, 0) == -1);
  EXPECT(image_mremap((u64)memory, 2 * PAGE_BYTES, 4 * PAGE_BYTES, MREMAP_MAYMOVE, 0) == -1);
  is("offfof");
  byte *grown = (byte *)image_mremap((u64)memory, PAGE_BYTES, 4 * PAGE_BYTES, MREMAP_MAYMOVE, 0);
  EXPECT(grown != memory && grown[0] == 'o' && grown[3 * PAGE_BYTES] == 0);
  EXPECT(image_mremap((u64)grown, 4 * PAGE_BYTES, PAGE_BYTES, 0, 0) == (long)grown);
  EXPECT(image_mremap((u64)memory + 1, PAGE_BYTES, PAGE_BYTES, 0, 0) == -1);
}

TESTS({"memory that is given up holds zeros, also where it was of the image", zeros},
      {"other advice changes nothing", other_advice},
      {"what the kernel refuses is refused", refused},
      {"where there is no memory for zeros, it is not given up", not_zeroed},
      {"memory of the image is not moved, all other is", moved})
