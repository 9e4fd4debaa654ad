// Tests of one module: sentences, and what has to hold.
#ifndef EXPECT_H
#define EXPECT_H
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct unit_test {
  const char *sentence;
  void (*run)(void);
};

static inline void fail_test(const char *file, int line, const char *text) {
  fprintf(stderr, "%s:%d: this does not hold: %s\n", file, line, text);
  exit(1);
}

static inline int is_text(const char *found, const char *expected) { return found && strcmp(found, expected) == 0; }

#define EXPECT(condition) ((condition) ? (void)0 : fail_test(__FILE__, __LINE__, #condition))
#define EXPECT_TEXT(found, expected) EXPECT(is_text(found, expected))

// Without an argument it says which tests there are, a line each; with the number of one it runs that.
static inline int run_tests(const struct unit_test *tests, int count, int arguments, char **list) {
  if (arguments > 1) tests[atoi(list[1]) % count].run();
  else
    for (int index = 0; index < count; index++) puts(tests[index].sentence);
  return 0;
}

#define TESTS(...)                                                             \
  int main(int arguments, char **list) {                                       \
    const struct unit_test tests[] = {__VA_ARGS__};                            \
    return run_tests(tests, sizeof tests / sizeof *tests, arguments, list);    \
  }
#endif
