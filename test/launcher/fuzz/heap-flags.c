// Whatever the size of memory and the options are: the flags are those that the shell's script would set.
#include "heap-flags.h"
#include "input.h"
#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static u64 size_by_script(const char *text) {
  int is_size = *text && *text != '0' && !text[strspn(text, "0123456789")] && strlen(text) <= 7;
  return is_size ? strtoul(text, 0, 10) : 0;
}

static int is_set(const char *options, const char *pattern) { return fnmatch(pattern, options, 0) == 0; }

static void expect_flag(const struct arguments *arguments, int *index, int is_wanted, const char *format, u64 number) {
  char flag[64];
  if (!is_wanted) return;
  snprintf(flag, sizeof flag, format, number);
  ALWAYS(arguments->list[1 + *index] && strcmp(arguments->list[1 + *index], flag) == 0);
  ++*index;
}

int LLVMFuzzerTestOneInput(const byte *data, u64 bytes) {
  struct input input = {data, data + bytes};
  char *memory = take_text(&input), *options = take_text(&input);
  struct room room = {allocate(1 << 16), 0};
  room.end = room.at + (1 << 16);
  char *none[] = {0};
  struct variables variables = copy_variables(&room, none, 2);
  struct arguments arguments = {0};
  u64 size = size_by_script(memory);
  if (strlen(memory) < 1000 && strlen(options) < 10000) {
    SET_VARIABLE(&room, &variables, "AWS_LAMBDA_FUNCTION_MEMORY_SIZE", memory);
    SET_VARIABLE(&room, &variables, "NODE_OPTIONS", options);
    add_heap_flags(&room, &variables, &arguments);
    int index = 0;
    int old = size && !is_set(options, "*max?old?space?size*"), semi = size && !is_set(options, "*max?semi?space?size*");
    expect_flag(&arguments, &index, old, "--max-old-space-size=%lu", size - size / 10);
    expect_flag(&arguments, &index, semi, "--max-semi-space-size=%lu", size / 20);
    expect_flag(&arguments, &index, !is_set(options, "*max?http?header?size*"), "--max-http-header-size=%lu", 81920);
    ALWAYS(arguments.count == index);
  }
  give_back_all();
  return 0;
}
