// The threads of the process.
#ifndef THREADS_H
#define THREADS_H
#include "dumper.h"

// Notes the registers of all threads, where their storage is, and where in it the C library keeps their ids.
void note_threads(struct dump *dump);
#endif
