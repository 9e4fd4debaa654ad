// The clock that never goes back.
#ifndef MONOTONIC_H
#define MONOTONIC_H
#include "../system.h"

// Nanoseconds.
static inline u64 monotonic_now(void) {
  enum { MONOTONIC = 1, A_SECOND = 1000000000 };
  struct {
    u64 seconds, nanoseconds;
  } now = {0, 0};
  system_call(CALL_CLOCK_GETTIME, MONOTONIC, (long)&now, 0, 0, 0, 0);
  return now.seconds * A_SECOND + now.nanoseconds;
}
#endif
