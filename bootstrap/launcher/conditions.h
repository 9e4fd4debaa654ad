// What a build asks of the place where a function starts.
#ifndef CONDITIONS_H
#define CONDITIONS_H
#include "start.h"

// Why it is not as the records ask, as a text for people; nothing where it is.
const char *why_conditions_fail(struct start *start, struct records asked);
#endif
