#include "heap-flags.h"
#include "memory-size.h"

void add_heap_flags(struct room *room, const struct variables *variables, struct arguments *arguments) {
  // A flag would win over NODE_OPTIONS, so none is set that the user has set there.
  const char *own = value_of(variables, "NODE_OPTIONS");
  u64 memory = memory_size_of(variables);
  if (memory && !holds(own, "max?old?space?size"))
    add_argument(arguments, JOINED(room, "--max-old-space-size=", decimal(room, old_space_of(memory))));
  if (memory && !holds(own, "max?semi?space?size"))
    add_argument(arguments, JOINED(room, "--max-semi-space-size=", decimal(room, young_space_of(memory))));
  if (!holds(own, "max?http?header?size")) add_argument(arguments, "--max-http-header-size=81920");
}
