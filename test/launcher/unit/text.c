#include "text.h"
#include "exact-room.h"
#include "expect.h"

static char told[256];
static int writes;
static int has_memory = 1;

long system_call(long number, long a, long b, long c, long d, long e, long f) {
  if (number == CALL_MMAP && !has_memory) return -12;
  if (number != CALL_WRITEV) return kernel_call(number, a, b, c, d, e, f);
  writes++;
  EXPECT(a == STDERR);
  const struct stretch *stretches = (const struct stretch *)b;
  for (long index = 0; index < c; index++) strncat(told, stretches[index].from, stretches[index].bytes);
  return 0;
}

static void full_room(void) {
  struct room room = exact_room(24);
  EXPECT(take(&room, 1) && take(&room, 9));
  EXPECT(!take(&room, 1) && !take(&room, ~0ul) && !take(&room, ~7ul));
  EXPECT(take(&room, 0) && room.at == room.end);
  EXPECT(!joined(&room, (const char *const[]){"", 0}) && !decimal(&room, 1));
}

static void aligned_room(void) {
  struct room room = exact_room(64);
  take(&room, 3);
  EXPECT((u64)take(&room, 3) % sizeof(void *) == 0);
}

static void no_memory(void) {
  has_memory = 0;
  struct room room = make_room(1 << 20);
  EXPECT(!room.end && !take(&room, 1));
}

static void room_of_system(void) {
  struct room room = make_room(100);
  char *taken = take(&room, 100 - 100 % 8);
  EXPECT(taken && !take(&room, 8));
  for (int index = 0; index < 96; index++) EXPECT(!taken[index]);
}

static void joined_texts(void) {
  struct room room = exact_room(16);
  EXPECT_TEXT(JOINED(&room, "abc", "", "defg"), "abcdefg");
  EXPECT_TEXT(JOINED(&room, "ab", 0, "lost"), "ab");
  EXPECT(!JOINED(&room, "x"));
}

static void decimals(void) {
  struct room room = exact_room(100);
  EXPECT_TEXT(decimal(&room, 0), "0");
  EXPECT_TEXT(decimal(&room, 81920), "81920");
  EXPECT_TEXT(decimal(&room, ~0ul), "18446744073709551615");
}

static void patterns(void) {
  EXPECT(holds("--max_old-space_size=1", "max?old?space?size"));
  EXPECT(holds("max", "max") && holds("mmax", "max") && holds("xmaxx", "max"));
  EXPECT(!holds("ma", "max") && !holds("", "max") && !holds(0, "max") && !holds("max-ol", "max?old"));
}

static void slashes(void) {
  const char *path = "/a/b";
  EXPECT(last_slash(path) == path + 2 && !last_slash("ab") && !last_slash(""));
  EXPECT_TEXT(after("/dev/fd/3", "/dev/fd/"), "3");
  EXPECT(!after("/dev/f", "/dev/fd/") && is_same("", "") && !is_same("a", "") && !is_same("a", "ab"));
}

static void one_line(void) {
  TELL("snapboot: ", "a fault");
  EXPECT(writes == 1);
  EXPECT_TEXT(told, "snapboot: a fault\n");
}

static void many_parts(void) {
  tell((const char *const[]){"1", "2", "3", "4", "5", "6", "7", "8", "9", 0});
  EXPECT_TEXT(told, "12345678");
}

TESTS({"a room that is full gives nothing, however little or much is asked for", full_room},
      {"what a room gives is aligned for pointers", aligned_room},
      {"where there is no memory there is no room", no_memory},
      {"a room of the system is zeroed, and as large as was asked for", room_of_system},
      {"texts are joined up to the first that is nothing, and up to the last byte of the room", joined_texts},
      {"numbers are written in decimal, up to the largest", decimals},
      {"a pattern is found anywhere, and never beyond the end of the text", patterns},
      {"paths are cut at their last slash, and compared whole", slashes},
      {"a line arrives by one write", one_line},
      {"of a line with too many parts the first arrive", many_parts})
