// The features of the processor, as words of bits: what was chosen where all of them are there works wherever they are.
#ifndef PROCESSOR_FEATURES_H
#define PROCESSOR_FEATURES_H
#if defined(__aarch64__)
#include "arch/features-aarch64.h"
#else
#include "arch/features-x86_64.h"
#endif
#endif
