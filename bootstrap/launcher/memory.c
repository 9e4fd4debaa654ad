// What a compiler calls of the C library of its own accord.
#include "system.h"

void *memcpy(void *restrict to, const void *restrict from, u64 bytes) {
  for (u64 at = 0; at < bytes; at++) ((byte *)to)[at] = ((const byte *)from)[at];
  return to;
}

void *memset(void *to, int value, u64 bytes) {
  for (u64 at = 0; at < bytes; at++) ((byte *)to)[at] = (byte)value;
  return to;
}
