// The functions that the kernel gives to every process.
#ifndef VDSO_H
#define VDSO_H
#include "dumper.h"

// Notes where they are in this process: its C library has their addresses.
void note_vdso(struct dump *dump, uint64_t address, uint64_t bytes);
#endif
