// Whatever is set, in whatever room: the list stays whole, and what was set is found.
#include "variables.h"
#include "drawn-system.h"
#include <string.h>

enum { FEW_VARIABLES = 4 };

static void check_whole(const struct variables *variables) {
  ALWAYS(variables->count <= variables->capacity && !variables->list[variables->count]);
  for (u64 index = 0; index < variables->count; index++) ALWAYS(strlen(variables->list[index]) + 1);
}

static void set(struct room *room, struct variables *variables, const char *name, const char *value) {
  const char *before = value_of(variables, name);
  SET_VARIABLE(room, variables, name, value, "+", value);
  const char *after = value_of(variables, name);
  // Without room, or beyond what may be new, it is as it was.
  if (after == before) return;
  u64 length = strlen(value);
  ALWAYS(strlen(after) == 2 * length + 1 && after[length] == '+' && memcmp(after, value, length) == 0);
}

int LLVMFuzzerTestOneInput(const byte *data, u64 bytes) {
  struct input input = {data, data + bytes};
  char **given = take_texts(&input);
  u64 room_bytes = take_piece(&input).bytes;
  struct room room = {allocate(room_bytes), 0};
  room.end = room.at + room_bytes;
  struct variables variables = copy_variables(&room, given, FEW_VARIABLES);
  // A byte alone is no length of a text.
  while (variables.list && input.end - input.at > 1) {
    char *name = take_text(&input);
    char *value = take_text(&input);
    if (!*name || strchr(name, '=')) continue;
    set(&room, &variables, name, value);
    check_whole(&variables);
  }
  give_back_all();
  return 0;
}
