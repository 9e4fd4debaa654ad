#include "memory-size.h"
#include "exact-room.h"
#include "expect.h"
#include "real-system.h"

static u64 size_of(const char *text) {
  struct room room = exact_room(4096);
  char *none[] = {0};
  struct variables variables = copy_variables(&room, none, 1);
  if (text) SET_VARIABLE(&room, &variables, "AWS_LAMBDA_FUNCTION_MEMORY_SIZE", text);
  return memory_size_of(&variables);
}

static void sizes(void) { EXPECT(size_of("128") == 128 && size_of("10240") == 10240 && size_of("9999999") == 9999999); }

static void none(void) {
  const char *others[] = {0, "", "0", "0128", "-1", "+1", " 128", "128 ", "1e3", "12.5", "10000000", "99999999999999999999"};
  for (u64 index = 0; index < sizeof others / sizeof *others; index++) EXPECT(size_of(others[index]) == 0);
}

static void shares(void) {
  EXPECT(old_space_of(128) == 116 && young_space_of(128) == 6 && old_space_of(10240) == 9216 && young_space_of(10240) == 512);
}

TESTS({"the size of memory is the number that is set", sizes},
      {"all else is none: nothing, a zero before it, other characters, eight digits", none},
      {"nine tenths are for old objects, a twentieth is for half of the young", shares})
