// The command line of Node.js, which grows.
#ifndef ARGUMENTS_H
#define ARGUMENTS_H
#include "system.h"

enum { MAX_ARGUMENTS = 15 };

// The first place is left for a wrapper. All that are not set are nothing.
struct arguments {
  const char *list[1 + MAX_ARGUMENTS + 1];
  int count;
};

// Without a text there is no memory, and without this argument Node.js starts as well.
static inline void add_argument(struct arguments *arguments, const char *text) {
  if (text && arguments->count < MAX_ARGUMENTS) arguments->list[1 + arguments->count++] = text;
}
#endif
