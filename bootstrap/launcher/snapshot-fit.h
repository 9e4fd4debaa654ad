// Whether a snapshot can be used here.
#ifndef SNAPSHOT_FIT_H
#define SNAPSHOT_FIT_H
#include "start.h"

// Why it cannot, by what its build has written, as a text for people; nothing where it can.
const char *why_unfit(struct start *start, struct records asked);

// The path of the snapshot, or nothing without memory.
const char *snapshot_file(struct start *start);
#endif
