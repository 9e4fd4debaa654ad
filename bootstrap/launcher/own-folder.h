// The folder that this program lies in, wherever it was started from.
#ifndef OWN_FOLDER_H
#define OWN_FOLDER_H
#include "text.h"

// Its absolute path, or nothing where it cannot be known. `started_as` is what the kernel was asked to start.
const char *own_program(struct room *room, const char *started_as);

// The folder of a path; empty for the root.
const char *folder_of(struct room *room, const char *path);
#endif
