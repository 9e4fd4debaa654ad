// What the kernel leaves on the stack of a program: how many arguments, they, nothing, the variables, nothing, pairs of
// facts.
#ifndef GIVEN_H
#define GIVEN_H
#include "text.h"

struct given {
  char **variables;
  u64 variable_bytes;  // of the variables and of their list
  const char *program; // what the kernel was asked to start, or nothing
  const char *argument; // the first one, or nothing: Lambda gives none, this program gives itself one
  u64 stack, stack_end; // what is on the stack lies between
  u64 vdso; // where the kernel's own functions are, or 0
  u64 capabilities, more_capabilities; // of the processor, on arm64
};

struct given read_stack(long *stack);
#endif
