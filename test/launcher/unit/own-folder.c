#include "own-folder.h"
#include "exact-room.h"
#include "expect.h"

static const char *working = "/srv", *executable = "/opt/bootstrap";

static long give(const char *text, char *into, u64 room) {
  if (!text) return NO_SUCH_FILE;
  EXPECT(strlen(text) < room);
  return (long)strlen(memcpy(into, text, strlen(text)));
}

long system_call(long number, long a, long b, long c, long d, long e, long f) {
  if (number == CALL_GETCWD) return give(working, (char *)a, (u64)b);
  if (number == CALL_READLINKAT) return give(executable, (char *)c, (u64)d);
  return kernel_call(number, a, b, c, d, e, f);
}

static const char *folder_by(const char *started_as) {
  struct room room = exact_room(16384);
  const char *program = own_program(&room, started_as);
  return program ? folder_of(&room, program) : 0;
}

static void by_path(void) {
  EXPECT_TEXT(folder_by("/opt/bootstrap"), "/opt");
  EXPECT_TEXT(folder_by("/bootstrap"), "");
  EXPECT_TEXT(folder_by("./bootstrap"), "/srv/.");
  EXPECT_TEXT(folder_by("a/b/bootstrap"), "/srv/a/b");
  EXPECT_TEXT(folder_by("bootstrap"), "/srv");
}

static void from_root(void) {
  working = "/";
  EXPECT_TEXT(folder_by("bootstrap"), "");
  EXPECT_TEXT(folder_by("opt/bootstrap"), "/opt");
}

static void by_descriptor(void) {
  EXPECT_TEXT(folder_by("/dev/fd/3"), "/opt");
  EXPECT_TEXT(folder_by(0), "/opt");
}

static void unknown(void) {
  working = executable = 0;
  EXPECT(!folder_by("/dev/fd/3") && !folder_by(0) && !folder_by("bootstrap"));
  EXPECT_TEXT(folder_by("/opt/bootstrap"), "/opt");
}

static void without_room(void) {
  struct room room = exact_room(8);
  EXPECT(!folder_of(&room, "/a/long/folder/bootstrap") && !own_program(&room, "bootstrap") && !own_program(&room, 0));
}

TESTS({"the folder is that of the path, from the working folder where it is no absolute one", by_path},
      {"it begins with one slash where that is the root", from_root},
      {"where the path is that of a descriptor, or nothing, the system knows the program", by_descriptor},
      {"without /proc and a working folder it is known of an absolute path alone", unknown},
      {"without room it is not known", without_room})
