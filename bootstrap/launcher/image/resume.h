// What only the processor's own language can say: threads that begin in the middle, and jumps.
#ifndef RESUME_H
#define RESUME_H
#include "../given.h"
#if defined(__aarch64__)
#include "arch/resume-aarch64.h"
#else
#include "arch/resume-x86_64.h"
#endif

// include/uapi/linux/sched.h: memory, files, folders and signals are shared, it is a thread, its storage is given, its id
// is written where the C library keeps it, and becomes 0 there at its end.
enum { LIKE_A_THREAD = 0x100 | 0x200 | 0x400 | 0x800 | 0x10000 | 0x40000 | 0x80000 | 0x100000 | 0x200000 };
#endif
