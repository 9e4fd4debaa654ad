// A system whose answers are drawn from what a fuzzer gives. Files hold what it is told, all others nothing, and are of a
// size that is drawn. Where nothing is left to draw from, all goes well.
#ifndef DRAWN_SYSTEM_H
#define DRAWN_SYSTEM_H
#include "input.h"

// Size of a file, where nothing else is drawn.
enum { USUAL_BYTES = 1 << 20 };

// Where answers are drawn from, from now on. All files are closed.
void draw_from(const struct input *answers);

// What files with a path that ends so hold.
void set_content(const char *path_end, struct piece content);

// Of an open file.
u64 size_of_open(long file);

// Calls it, until it returns, becomes another program or ends the process.
void run_in_system(void (*program)(void *), void *argument);
#endif
