// What the kernel leaves on the stack of a program: how many arguments, they, nothing, the variables, nothing, pairs of
// facts.
#ifndef GIVEN_H
#define GIVEN_H
#include "text.h"

struct given {
  char **variables;
  u64 variable_bytes;  // of the variables and of their list
  const char *program; // what the kernel was asked to start, or nothing
};

struct given read_stack(long *stack);
#endif
