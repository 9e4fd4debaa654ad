// Included before every source of the launcher where it is compiled for tests: what it asks of the kernel goes through a
// function, which each program of tests has its own of, and its entry is left to the C library.
#define system_call kernel_call
#include "../../../bootstrap/launcher/arch/arch.h"
#undef system_call
#undef ENTRY
#define ENTRY struct no_entry

long system_call(long number, long a, long b, long c, long d, long e, long f);
