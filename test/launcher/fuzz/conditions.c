// Whatever a build asks for and whatever the variables are: the place fits, or there is a text that says why not.
#include "conditions.h"
#include "drawn-system.h"
#include <string.h>

enum { FEW_VARIABLES = 4 };

int LLVMFuzzerTestOneInput(const byte *data, u64 bytes) {
  struct input input = {data, data + bytes};
  struct piece file = take_piece(&input);
  char **variables = take_texts(&input);
  struct start start = {.task_root = take_text(&input), .node_version = "24.1.2", .runtime_build = "a1"};
  struct piece room = take_piece(&input);
  draw_from(&input);
  // A large one, or one that may be too small.
  start.room = make_room(room.bytes ? room.bytes : 1 << 16);
  start.variables = copy_variables(&start.room, variables, FEW_VARIABLES);
  if (start.variables.list) {
    const char *reason = why_conditions_fail(&start, records_of(file.at, file.bytes));
    ALWAYS(!reason || strlen(reason) + 1);
  }
  give_back_all();
  return 0;
}
