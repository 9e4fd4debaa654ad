// What a fuzzer gives, cut into pieces. Each is copied to memory of exactly its size, so that the sanitizer sees every
// step beyond it.
#ifndef INPUT_H
#define INPUT_H
#include "system.h"

struct input {
  const byte *at, *end;
};

struct piece {
  byte *at;
  u64 bytes;
};

// A piece has its length before it, in two bytes. One that is longer than what is left is what is left.
struct piece take_piece(struct input *input);

// The same with a zero byte at its end, up to the first that it holds.
char *take_text(struct input *input);

// Texts, each ended by a zero byte, as a list that ends with nothing.
char **take_texts(struct input *input);

struct piece copy_of(const byte *from, u64 bytes);

// Memory, zeroed, that is given back after the run.
void *allocate(u64 bytes);
void give_back_all(void);

// Ends the program where something does not hold that always should.
#define ALWAYS(condition) ((condition) ? (void)0 : __builtin_trap())
#endif
