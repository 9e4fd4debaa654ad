// Functions that were built with a snapshot of themselves.
#ifndef SNAPSHOT_H
#define SNAPSHOT_H
#include "start.h"

// Starts Node.js with the function's snapshot and ends as Node.js has. Comes back where there is none, and, with a line
// that says why, where it cannot be used or Node.js ends before the function waits for its first event.
void start_from_snapshot(struct start *start, const char *script);
#endif
