#include "heap-flags.h"

// A number of eight digits is no memory size.
enum { MAX_DIGITS = 7 };

// In MB, or 0 where the text is no such number.
static u64 memory_size(const char *text) {
  u64 size = 0;
  int digits = 0;
  if (!text || *text == '0') return 0;
  for (; *text; text++) {
    if (*text < '0' || *text > '9' || ++digits > MAX_DIGITS) return 0;
    size = size * 10 + (u64)(*text - '0');
  }
  return size;
}

void add_heap_flags(struct room *room, const struct variables *variables, struct arguments *arguments) {
  // A flag would win over NODE_OPTIONS, so none is set that the user has set there.
  const char *own = value_of(variables, "NODE_OPTIONS");
  u64 memory = memory_size(value_of(variables, "AWS_LAMBDA_FUNCTION_MEMORY_SIZE"));
  if (memory && !holds(own, "max?old?space?size"))
    add_argument(arguments, JOINED(room, "--max-old-space-size=", decimal(room, memory - memory / 10)));
  if (memory && !holds(own, "max?semi?space?size"))
    add_argument(arguments, JOINED(room, "--max-semi-space-size=", decimal(room, memory / 20)));
  if (!holds(own, "max?http?header?size")) add_argument(arguments, "--max-http-header-size=81920");
}
