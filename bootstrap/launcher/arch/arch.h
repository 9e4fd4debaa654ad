// What depends on the processor, behind one name: system calls, the entry, and where a system has its libraries.
#ifndef ARCH_H
#define ARCH_H
#if defined(__x86_64__)
#include "x86_64.h"
#elif defined(__aarch64__)
#include "aarch64.h"
#else
#error "Lambda has x86_64 and arm64 processors only"
#endif
#endif
