// The bootstrap that Lambda starts. It starts Node.js with the runtime, both beside it, wherever that is: from a process
// image, where one fits; else it has the pages read that Node.js will need, and becomes Node.js.
// `bootstrap/bootstrap.sh` does the same where there is no compiler, but for the pages.
#include "function-variables.h"
#include "given.h"
#include "heap-flags.h"
#include "image/image.h"
#include "own-folder.h"
#include "prefetch.h"
#include "program.h"

ENTRY;

// What the build fills in: the records of the layer.
extern const byte boot_section[BOOT_SECTION_BYTES];

enum { ROOM_BYTES = 320 << 10, ROOM_FOR_EACH_BYTE = 16, CANNOT_START = 1 };

_Noreturn static void fail(const char *fault) {
  TELL("snapboot: the bootstrap cannot start: ", fault);
  end_process(CANNOT_START);
}

static void prepare(struct start *start, const struct given *given) {
  start->room = make_room(ROOM_BYTES + MAX_BOOT_FILE_BYTES + ROOM_FOR_EACH_BYTE * given->variable_bytes);
  start->variables = copy_variables(&start->room, given->variables, NEW_VARIABLES);
  if (!start->variables.list) fail("there is no memory");
  start->program = own_program(&start->room, given->program);
  start->folder = start->program ? folder_of(&start->room, start->program) : 0;
  if (!start->folder) fail("it cannot find its own folder; it has to be started by its path");
  start->layer = records_of(boot_section, BOOT_SECTION_BYTES);
  start->node_version = first_text(start->layer, NODE_VERSION);
  if (!start->node_version) fail("it is not part of a layer, a build has not filled it in");
  start->runtime_build = first_text(start->layer, RUNTIME_BUILD);
  start->task_root = filled_value_of(&start->variables, "LAMBDA_TASK_ROOT");
}

static void add_program(struct start *start) {
  add_argument(&start->arguments, JOINED(&start->room, start->folder, "/bin/node"));
  add_heap_flags(&start->room, &start->variables, &start->arguments);
}

_Noreturn void launch(long *stack) {
  struct given given = read_stack(stack);
  struct start start = {0};
  prepare(&start, &given);
  add_program(&start);
  set_function_variables(&start.room, &start.variables, start.folder, start.node_version);
  const char *script = JOINED(&start.room, start.folder, "/snapboot/runtime.cjs");
  start_from_image(&start, &given, script);
  prefetch(&start.room, start.layer, &(struct hot_places){start.folder, start.task_root});
  add_argument(&start.arguments, script);
  become_program(&start);
}
