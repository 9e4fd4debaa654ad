#include "image/map-memory.h"
#include "expect.h"
#include "small-image.h"
#include <sys/mman.h>
#include <unistd.h>

static long refused_access = -1;

// A system that may refuse to execute what is in a file.
long system_call(long number, long a, long b, long c, long d, long e, long f) {
  if (number == CALL_MMAP && e >= 0 && c == refused_access) return -1;
  return kernel_call(number, a, b, c, d, e, f);
}

static int clashes_with(u64 stack, u64 stack_end, u64 vdso) {
  struct image image = {small_image(), -1, -1};
  struct given given = {.stack = stack, .stack_end = stack_end, .vdso = vdso};
  return clashes(&given, &image);
}

enum { FAR = 0x7f000000 };

static void apart(void) {
  EXPECT(!clashes_with(0x7ffff0000000, 0x7ffff0002000, 0x7ffff7fc0000));
  EXPECT(!clashes_with(SMALL_MAP - 8 * PAGE_BYTES, SMALL_MAP, 0));
  EXPECT(!clashes_with(SMALL_MAP + 5 * PAGE_BYTES + (512 << 10), SMALL_MAP + FAR, 0));
}

static void of_stack(void) {
  EXPECT(clashes_with(SMALL_MAP - 8 * PAGE_BYTES, SMALL_MAP + 1, 0));
  EXPECT(clashes_with(SMALL_MAP + 5 * PAGE_BYTES + (512 << 10) - 1, SMALL_MAP + FAR, 0));
  EXPECT(clashes_with(SMALL_VDSO, SMALL_VDSO + 8, 0));
}

static void of_vdso(void) {
  EXPECT(clashes_with(FAR, FAR + 8, SMALL_MAP) && clashes_with(FAR, FAR + 8, SMALL_VDSO - (64 << 10) + 1));
  EXPECT(!clashes_with(FAR, FAR + 8, SMALL_VDSO - (64 << 10)));
}

// The bytes are numbers of pages of their files, Node.js has no whole last one.
static void map_all(void) {
  FILE *files[] = {tmpfile(), tmpfile()};
  struct image image = {small_image(), fileno(files[0]), fileno(files[1])};
  u64 bytes[] = {SMALL_FILE_BYTES, SMALL_NODE_BYTES};
  for (int file = 0; file < 2; file++)
    for (u64 at = 0; at < bytes[file]; at++) fputc(file ? 'n' : 'i', files[file]);
  fflush(files[0]), fflush(files[1]);
  EXPECT(!map_memory(&image));
}

static void is_all_there(void) {
  byte *memory = (byte *)SMALL_MAP;
  EXPECT(memory[0] == 'n' && memory[SMALL_NODE_BYTES - 1] == 'n' && memory[SMALL_NODE_BYTES] == 0);
  EXPECT(memory[2 * PAGE_BYTES] == 'i' && memory[4 * PAGE_BYTES] == 0);
  memory[2 * PAGE_BYTES] = memory[4 * PAGE_BYTES] = 'x';
}

static int has_line(const char *line) {
  char command[200];
  snprintf(command, sizeof command, "grep -q '^%s' /proc/%d/maps", line, getpid());
  return system(command) == 0;
}

static void mapped(void) {
  map_all();
  is_all_there();
  EXPECT(has_line("2aaa00000000-2aaa00002000 r-xp 00000000 .*/"));
  EXPECT(has_line("2aaa00002000-2aaa00003000 rw-p 00100000 .*/"));
  EXPECT(has_line("2aaa00004000-2aaa00005000 rw-p 00000000 00:00 0"));
}

static void copied(void) {
  refused_access = 5;
  map_all();
  is_all_there();
  EXPECT(has_line("2aaa00000000-2aaa00002000 r-xp 00000000 00:00 0"));
}

static void without_file(void) {
  struct image image = {small_image(), -1, -1};
  EXPECT_TEXT(map_memory(&image), "it cannot be read");
}

TESTS({"a stack and a vDSO that lie elsewhere are in nobody's way", apart},
      {"a stack is in the way where it lies in the image, or could grow into it", of_stack},
      {"so is a vDSO with what lies before and behind it", of_vdso},
      {"memory is mapped with the bytes of its files, and with zeros", mapped},
      {"where a file may not be executed its bytes are copied", copied},
      {"where there is no file, that is told", without_file})
