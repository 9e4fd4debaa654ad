#include "words.h"
#include "../memory-size.h"
#include "monotonic.h"

enum { FRACTION_BITS = 52, EXPONENT_BELOW_ONE = 1022, MOST_RANDOM_BYTES = 256 };
#define MEGABYTE (1ul << 20)
// V8 (src/heap/heap.h): the first collection of old objects comes at half of the limit, or here.
#define LATEST_FIRST_COLLECTION (512 * MEGABYTE)

static u64 least(u64 one, u64 other) { return one < other ? one : other; }

// V8 takes a power of two.
static u64 young_limit(u64 memory) {
  u64 limit = 1;
  while (limit < young_space_of(memory)) limit *= 2;
  return limit * MEGABYTE;
}

static u64 number_for(u64 memory, enum image_word_kind kind) {
  u64 old = old_space_of(memory) * MEGABYTE;
  u64 first = least(old / 2, LATEST_FIRST_COLLECTION);
  switch (kind) {
    case OLD_SPACE_LIMIT: return old;
    case OLD_SPACE_LIMIT_TWICE: return 2 * old;
    case YOUNG_SPACE_LIMIT: return young_limit(memory);
    case FIRST_COLLECTION_AT: return first;
    case BEGIN_OF_PROCESS: return monotonic_now();
    default: return 2 * first;
  }
}

static const char *draw(u64 address, u64 bytes) {
  for (u64 done = 0; done < bytes;) {
    u64 part = least(bytes - done, MOST_RANDOM_BYTES);
    // The kernel gives that many at once, whatever signals come.
    if (system_call(CALL_GETRANDOM, (long)(address + done), (long)part, 0, 0, 0, 0) != (long)part)
      return "the kernel gives no random numbers";
    done += part;
  }
  return 0;
}

// A double from 0 to below 1, of that many random bits. There is no calculating with doubles in here.
static u64 fraction_of(u64 drawn) {
  u64 bits = drawn >> (64 - FRACTION_BITS), exponent = EXPONENT_BELOW_ONE;
  if (!bits) return 0;
  for (; !(bits >> (FRACTION_BITS - 1)); bits <<= 1) exponent--;
  // The highest bit is not written.
  return exponent << FRACTION_BITS | (bits << 1 & ((1ul << FRACTION_BITS) - 1));
}

static int is_random(const struct image_word *word) { return word->kind == RANDOM_BITS || word->kind == RANDOM_FRACTION; }

static int is_option(const struct image_word *word) {
  return word->kind == OLD_SPACE_OPTION || word->kind == YOUNG_SPACE_OPTION;
}

// As C++ has a text (libstdc++, basic_string.h).
struct text {
  u64 address, bytes;
};

// As heap-flags.c tells Node.js. Behind it the text has room for as many digits as a memory size has.
static void write_option(struct start *start, const struct image *image, u64 memory, const struct image_word *word) {
  struct text *text = (struct text *)word->address;
  const char *digits = decimal(&start->room, word->kind == OLD_SPACE_OPTION ? old_space_of(memory) : young_space_of(memory));
  u64 bytes = digits ? length_of(digits) : 0;
  if (!bytes || !is_writable(image, text->address, word->count + bytes + 1)) return;
  char *at = (char *)text->address + word->count;
  for (u64 index = 0; index <= bytes; index++) at[index] = digits[index];
  text->bytes = word->count + bytes;
}

static const char *write_word(u64 memory, const struct image_word *word) {
  u64 *words = (u64 *)word->address;
  const char *reason = is_random(word) ? draw(word->address, word->count * sizeof *words) : 0;
  for (u32 index = 0; index < word->count; index++) {
    if (word->kind == RANDOM_FRACTION) words[index] = fraction_of(words[index]);
    if (!is_random(word)) words[index] = number_for(memory, (enum image_word_kind)word->kind);
  }
  return reason;
}

const char *write_words(struct start *start, const struct image *image) {
  const struct image_word *word = TABLE_OF(image, words);
  u64 memory = memory_size_of(&start->variables);
  const char *reason = 0;
  for (u32 index = 0; !reason && index < image->header->words.count; index++, word++) {
    u64 bytes = is_option(word) ? sizeof(struct text) : (u64)word->count * sizeof(u64);
    if (!is_writable(image, word->address, bytes)) continue;
    if (is_option(word)) write_option(start, image, memory, word);
    else reason = write_word(memory, word);
  }
  u64 environment = image->header->environment;
  if (is_writable(image, environment, sizeof(char **))) *(char ***)environment = start->variables.list;
  return reason;
}
