// Which program a process is that was brought back.
#ifndef NODE_PATH_H
#define NODE_PATH_H
#include "../start.h"
#include "image-file.h"

// Has libuv say that it is Node.js, where the kernel would name this program. Gives the reason where it cannot go on.
const char *tell_node_path(struct start *start, const struct image *image);
#endif
