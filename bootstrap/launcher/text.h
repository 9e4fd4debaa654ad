// Text that ends with a zero byte, and room to put it together in.
#ifndef TEXT_H
#define TEXT_H
#include "system.h"

u64 length_of(const char *text);
int is_same(const char *one, const char *other);

// What follows `beginning` in `text`, or nothing where it does not begin so.
const char *after(const char *text, const char *beginning);

// Whether a pattern stands anywhere in a text; `?` is any one character. None stands in no text at all.
int holds(const char *text, const char *pattern);

// Where the last `/` of a path is, or nothing.
const char *last_slash(const char *path);

// Memory that text is put together in. It is taken once, and is as large as all that a start can ask for.
struct room {
  char *at, *end;
};

// Room of at least that many bytes. Its end is nothing where there is no memory.
struct room make_room(u64 bytes);

// `bytes` of it, zeroed, aligned for pointers; nothing where it is full.
void *take(struct room *room, u64 bytes);

// The texts one after the other, up to the first that is nothing; nothing where the room is full.
char *joined(struct room *room, const char *const *parts);
#define JOINED(room, ...) joined(room, (const char *const[]){__VA_ARGS__, 0})

// A number in decimal.
char *decimal(struct room *room, u64 number);

// One line for people on stderr, of up to seven parts. It arrives as a whole.
void tell(const char *const *parts);
#define TELL(...) tell((const char *const[]){__VA_ARGS__, "\n", 0})
#endif
