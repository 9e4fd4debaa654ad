// A small file in memory.
#ifndef LOADED_FILE_H
#define LOADED_FILE_H
#include "boot-file.h"
#include "text.h"

// The records of a file that a build has written; none where there is no such file, or one that is too large or damaged.
struct records load_records(struct room *room, const char *path);
#endif
