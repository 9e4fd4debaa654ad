#include "text.h"
#include "image/image-format.h"

enum { DIGITS = 20, READ_AND_WRITE = 3, PRIVATE_AND_ANONYMOUS = 0x22, MAX_TOLD = 8 };

u64 length_of(const char *text) {
  u64 length = 0;
  while (text[length]) length++;
  return length;
}

int is_same(const char *one, const char *other) {
  while (*one && *one == *other) one++, other++;
  return *one == *other;
}

const char *after(const char *text, const char *beginning) {
  while (*beginning)
    if (*text++ != *beginning++) return 0;
  return text;
}

static int begins_with_pattern(const char *text, const char *pattern) {
  for (; *pattern; text++, pattern++)
    if (!*text || (*pattern != '?' && *pattern != *text)) return 0;
  return 1;
}

int holds(const char *text, const char *pattern) {
  if (!text) return 0;
  for (; *text; text++)
    if (begins_with_pattern(text, pattern)) return 1;
  return 0;
}

const char *last_slash(const char *path) {
  const char *found = 0;
  for (; *path; path++)
    if (*path == '/') found = path;
  return found;
}

struct room make_room(u64 bytes) {
  // A process image has nothing there.
  long memory = system_call(CALL_MMAP, (long)LAUNCHER_ROOM_ADDRESS, (long)bytes, READ_AND_WRITE, PRIVATE_AND_ANONYMOUS, -1, 0);
  if (memory < 0 && memory > -PAGE_BYTES) return (struct room){0, 0};
  return (struct room){(char *)memory, (char *)memory + bytes};
}

void *take(struct room *room, u64 bytes) {
  u64 whole = (bytes + sizeof(void *) - 1) & ~(sizeof(void *) - 1);
  if (whole < bytes || whole > (u64)(room->end - room->at)) return 0;
  char *taken = room->at;
  room->at += whole;
  return taken;
}

char *joined(struct room *room, const char *const *parts) {
  u64 bytes = 1;
  for (const char *const *part = parts; *part; part++) bytes += length_of(*part);
  char *text = take(room, bytes);
  if (!text) return 0;
  char *at = text;
  for (; *parts; parts++)
    for (const char *from = *parts; *from; from++) *at++ = *from;
  *at = 0;
  return text;
}

char *decimal(struct room *room, u64 number) {
  char *text = take(room, DIGITS + 1);
  if (!text) return 0;
  char *at = text + DIGITS;
  *at = 0;
  do *--at = (char)('0' + number % 10);
  while (number /= 10);
  return at;
}

void tell(const char *const *parts) {
  struct stretch stretches[MAX_TOLD];
  long count = 0;
  for (; count < MAX_TOLD && parts[count]; count++)
    stretches[count] = (struct stretch){parts[count], length_of(parts[count])};
  write_all(STDERR, stretches, count);
}
