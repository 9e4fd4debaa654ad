#include "program.h"
#include "file-facts.h"

// As a shell ends: for a program that is not there, and one that cannot be started.
enum { NOT_THERE = 127, CANNOT_START = 126 };

_Noreturn static void fail(const char *program, const char *fault, int status) {
  TELL(program, ": ", fault);
  end_process(status);
}

_Noreturn static void fail_to_start(const char *program, long error) {
  if (error == NO_SUCH_FILE || error == NO_FOLDER)
    fail(program, "cannot be started: it, or what it needs, does not exist", NOT_THERE);
  if (error == NO_PERMISSION) fail(program, "cannot be started: there is no permission", CANNOT_START);
  if (error == TOO_LARGE) fail(program, "cannot be started: the variables of the function are too large", CANNOT_START);
  fail(program, "cannot be started: it is damaged, or no program for this processor", CANNOT_START);
}

// A text without a first line that names its interpreter is one of a shell.
static void execute_by_shell(const struct start *start, const char **list) {
  const char *arguments[MAX_ARGUMENTS + 3] = {"/bin/sh"};
  for (int index = 0; list[index]; index++) arguments[index + 1] = list[index];
  execute("/bin/sh", (char *const *)arguments, start->variables.list);
}

_Noreturn static void become_wrapper(struct start *start, const char *wrapper) {
  if (facts_of(wrapper).kind != FILE_OF_BYTES) fail(wrapper, "does not exist", NOT_THERE);
  if (may(wrapper, MAY_EXECUTE) < 0) fail(wrapper, "is not an executable", CANNOT_START);
  start->arguments.list[0] = wrapper;
  long error = execute(wrapper, (char *const *)start->arguments.list, start->variables.list);
  if (error == NOT_A_PROGRAM) execute_by_shell(start, start->arguments.list);
  fail_to_start(wrapper, error);
}

_Noreturn void become_program(struct start *start) {
  const char *wrapper = filled_value_of(&start->variables, "AWS_LAMBDA_EXEC_WRAPPER");
  if (wrapper) become_wrapper(start, wrapper);
  const char *const *arguments = start->arguments.list + 1;
  fail_to_start(arguments[0], execute(arguments[0], (char *const *)arguments, start->variables.list));
}
