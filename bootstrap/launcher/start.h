// All that is known of a start.
#ifndef START_H
#define START_H
#include "arguments.h"
#include "boot-file.h"
#include "variables.h"

struct start {
  struct room room;
  const char *program;   // this one, absolute
  const char *folder;    // of this program, absolute
  const char *task_root; // of the function, or nothing
  const char *node_version, *runtime_build; // of the layer; the second may be nothing
  struct records layer;
  struct variables variables;
  struct arguments arguments; // Node.js and its options; the script comes last
};
#endif
