// All that depends on the processor.
#ifndef PROCESSOR_H
#define PROCESSOR_H
#if defined(__aarch64__)
#include "arch/aarch64.h"
#else
#include "arch/x86_64.h"
#endif
#endif
