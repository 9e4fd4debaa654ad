// Waiting until a process sleeps.
#ifndef CALM_H
#define CALM_H
#include "dumper.h"

// Waits until the main thread reads from the wake descriptor and each other thread has slept for a while. Ends the
// dumper where the process ends before, or does not come to sleep.
void wait_until_calm(struct dump *dump);

// Fills in the threads of the process, the main one first.
void list_threads(struct dump *dump);
#endif
