#include "variables.h"

struct variables copy_variables(struct room *room, char **given, u64 more) {
  struct variables variables = {0, 0, 0};
  while (given[variables.count]) variables.count++;
  variables.capacity = variables.count + more;
  variables.list = take(room, (variables.capacity + 1) * sizeof *given);
  if (!variables.list) return variables;
  for (u64 index = 0; index <= variables.count; index++) variables.list[index] = given[index];
  return variables;
}

// The place of a variable in the list; the end of the list where there is none.
static u64 place_of(const struct variables *variables, const char *name) {
  u64 index = 0;
  for (; index < variables->count; index++) {
    const char *rest = after(variables->list[index], name);
    if (rest && *rest == '=') break;
  }
  return index;
}

const char *value_of(const struct variables *variables, const char *name) {
  u64 index = place_of(variables, name);
  return index == variables->count ? 0 : variables->list[index] + length_of(name) + 1;
}

const char *filled_value_of(const struct variables *variables, const char *name) {
  const char *value = value_of(variables, name);
  return value && *value ? value : 0;
}

void set_variable(struct room *room, struct variables *variables, const char *name, const char *const *parts) {
  char *value = joined(room, parts);
  char *entry = value ? JOINED(room, name, "=", value) : 0;
  u64 index = place_of(variables, name);
  if (!entry || (index == variables->count && index == variables->capacity)) return;
  variables->list[index] = entry;
  if (index < variables->count) return;
  variables->count++;
  variables->list[variables->count] = 0;
}
