// The whole launcher, whatever is in its list, its variables, the files of the function and the answers of the system.
#include "boot-file.h"
#include "drawn-system.h"
#include <string.h>

_Noreturn void launch(long *stack);

extern byte boot_section[BOOT_SECTION_BYTES];

static void launch_on(void *stack) { launch(stack); }

static long *stack_of(char *program, char **variables) {
  enum { NAME_OF_PROGRAM = 31, OTHERS = 7 };
  u64 count = 0;
  while (variables[count]) count++;
  long *stack = allocate((count + OTHERS) * sizeof *stack);
  stack[0] = 1;
  stack[1] = (long)program;
  memcpy(stack + 3, variables, count * sizeof *variables);
  stack[count + 4] = NAME_OF_PROGRAM;
  stack[count + 5] = (long)program;
  return stack;
}

int LLVMFuzzerTestOneInput(const byte *data, u64 bytes) {
  struct input input = {data, data + bytes};
  struct piece section = take_piece(&input);
  memset(boot_section, 0, sizeof boot_section);
  memcpy(boot_section, section.at, section.bytes < sizeof boot_section ? section.bytes : sizeof boot_section);
  char *program = take_text(&input);
  char **variables = take_texts(&input);
  set_content("/.snapboot/hot-pages", take_piece(&input));
  draw_from(&input);
  run_in_system(launch_on, stack_of(program, variables));
  give_back_all();
  return 0;
}
