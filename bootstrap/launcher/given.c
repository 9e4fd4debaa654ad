#include "given.h"

// Linux, include/uapi/linux/auxvec.h
enum { NAME_OF_PROGRAM = 31 };

static const char *program_name(char **facts) {
  for (; facts[0]; facts += 2)
    if ((u64)facts[0] == NAME_OF_PROGRAM) return facts[1];
  return 0;
}

struct given read_stack(long *stack) {
  char **variables = (char **)(stack + 1) + *stack + 1;
  struct given given = {variables, 0, 0};
  char **at = variables;
  for (; *at; at++) given.variable_bytes += length_of(*at) + sizeof *at;
  given.program = program_name(at + 1);
  return given;
}
