// The environment: variables as the kernel has given them, in their order, with a few that are set.
#ifndef VARIABLES_H
#define VARIABLES_H
#include "text.h"

struct variables {
  char **list; // NAME=VALUE, ends with nothing
  u64 count, capacity;
};

// A copy of the list, with room for `more`. Without memory its list is nothing.
struct variables copy_variables(struct room *room, char **given, u64 more);

// The value of a variable, or nothing where it is not set.
const char *value_of(const struct variables *variables, const char *name);

// The same, and nothing where it is empty.
const char *filled_value_of(const struct variables *variables, const char *name);

// Sets one to what the texts make together. It takes the place of the one that was there; all others stay as they are.
void set_variable(struct room *room, struct variables *variables, const char *name, const char *const *parts);
#define SET_VARIABLE(room, variables, name, ...) \
  set_variable(room, variables, name, (const char *const[]){__VA_ARGS__, 0})
#endif
