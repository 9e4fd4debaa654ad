// The program that this one becomes.
#ifndef PROGRAM_H
#define PROGRAM_H
#include "start.h"

// Becomes Node.js, or the wrapper that is to start it. Where that cannot be started, ends with one line that says so.
_Noreturn void become_program(struct start *start);
#endif
