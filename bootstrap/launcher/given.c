#include "given.h"

// Linux, include/uapi/linux/auxvec.h
enum { CAPABILITIES = 16, MORE_CAPABILITIES = 26, NAME_OF_PROGRAM = 31, FUNCTIONS_OF_KERNEL = 33 };

static void note_fact(struct given *given, u64 kind, char *value) {
  switch (kind) {
    case CAPABILITIES: given->capabilities = (u64)value; break;
    case MORE_CAPABILITIES: given->more_capabilities = (u64)value; break;
    case FUNCTIONS_OF_KERNEL: given->vdso = (u64)value; break;
    case NAME_OF_PROGRAM: given->program = value; break;
    default: break;
  }
}

struct given read_stack(long *stack) {
  char **arguments = (char **)(stack + 1);
  char **variables = arguments + *stack + 1;
  struct given given = {.variables = variables, .argument = *stack > 1 ? arguments[1] : 0, .stack = (u64)stack};
  char **at = variables;
  for (; *at; at++) given.variable_bytes += length_of(*at) + sizeof *at;
  for (at++; at[0]; at += 2) note_fact(&given, (u64)at[0], at[1]);
  // The name of the program is the last that the kernel has left there.
  given.stack_end = ((u64)given.program | (PAGE_BYTES - 1)) + 1;
  return given;
}
