// The variables that a function finds changed or new.
#ifndef FUNCTION_VARIABLES_H
#define FUNCTION_VARIABLES_H
#include "variables.h"

// How many may be new.
enum { NEW_VARIABLES = 8 };

// `folder` is that of this program, `node_version` such as 24.21.0.
void set_function_variables(struct room *room, struct variables *variables, const char *folder, const char *node_version);
#endif
