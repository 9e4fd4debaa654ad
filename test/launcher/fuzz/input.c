#include "input.h"
#include <stdlib.h>
#include <string.h>

static struct allocation {
  struct allocation *next;
  void *memory;
} *allocations;

void *allocate(u64 bytes) {
  struct allocation *allocation = malloc(sizeof *allocation);
  *allocation = (struct allocation){allocations, calloc(1, bytes ? bytes : 1)};
  allocations = allocation;
  return allocation->memory;
}

void give_back_all(void) {
  while (allocations) {
    struct allocation *allocation = allocations;
    allocations = allocation->next;
    free(allocation->memory);
    free(allocation);
  }
}

struct piece copy_of(const byte *from, u64 bytes) {
  struct piece piece = {allocate(bytes), bytes};
  if (bytes) memcpy(piece.at, from, bytes);
  return piece;
}

struct piece take_piece(struct input *input) {
  u64 left = (u64)(input->end - input->at);
  if (left < 2) return copy_of(input->at, 0);
  u64 bytes = input->at[0] | (u64)input->at[1] << 8;
  const byte *from = input->at + 2;
  if (bytes > left - 2) bytes = left - 2;
  input->at = from + bytes;
  return copy_of(from, bytes);
}

char *take_text(struct input *input) {
  struct piece piece = take_piece(input);
  u64 length = strnlen((char *)piece.at, piece.bytes);
  char *text = allocate(length + 1);
  memcpy(text, piece.at, length);
  return text;
}

char **take_texts(struct input *input) {
  struct piece piece = take_piece(input);
  char **texts = allocate((piece.bytes + 2) * sizeof *texts);
  u64 count = 0;
  for (u64 at = 0; at < piece.bytes; at++) {
    u64 length = strnlen((char *)piece.at + at, piece.bytes - at);
    texts[count] = allocate(length + 1);
    memcpy(texts[count++], piece.at + at, length);
    at += length;
  }
  return texts;
}
