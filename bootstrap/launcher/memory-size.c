#include "memory-size.h"

// A number of eight digits is no memory size.
enum { MAX_DIGITS = 7 };

static u64 size_in(const char *text) {
  u64 size = 0;
  int digits = 0;
  if (!text || *text == '0') return 0;
  for (; *text; text++) {
    if (*text < '0' || *text > '9' || ++digits > MAX_DIGITS) return 0;
    size = size * 10 + (u64)(*text - '0');
  }
  return size;
}

u64 memory_size_of(const struct variables *variables) {
  return size_in(value_of(variables, "AWS_LAMBDA_FUNCTION_MEMORY_SIZE"));
}
