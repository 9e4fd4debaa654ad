// The process while it is stopped.
#ifndef STOPPED_H
#define STOPPED_H
#include "dumper.h"

void open_memory(struct dump *dump);

// Stops all threads. Ends the dumper where there is another one meanwhile.
void stop_threads(struct dump *dump);

// Notes what it does on signals, and what only a system call of its own tells.
void note_actions(struct dump *dump);
#endif
