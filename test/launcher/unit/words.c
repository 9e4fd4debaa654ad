#include "image/words.h"
#include <math.h>
#include "exact-room.h"
#include "expect.h"
#include "small-image.h"

enum { DRAWN_WORDS = 80, NOT_SUPPORTED = -38 };

// What the kernel draws, and how much at once.
static u64 drawn[DRAWN_WORDS], drawn_bytes, most_at_once, random_result;

long system_call(long number, long a, long b, long c, long d, long e, long f) {
  (void)c, (void)d, (void)e, (void)f;
  if (number == CALL_CLOCK_GETTIME) return memcpy((void *)b, (u64[]){7, 9}, 16), 0;
  EXPECT(number == CALL_GETRANDOM);
  if (random_result) return (long)random_result;
  memcpy((void *)a, (byte *)drawn + drawn_bytes, (u64)b);
  drawn_bytes += (u64)b;
  if ((u64)b > most_at_once) most_at_once = (u64)b;
  return b;
}

static struct start start_with(const char *size) {
  char *none[] = {0};
  struct start start = {.room = exact_room(4096)};
  start.variables = copy_variables(&start.room, none, 1);
  SET_VARIABLE(&start.room, &start.variables, "AWS_LAMBDA_FUNCTION_MEMORY_SIZE", size);
  return start;
}

// Words of that kind in memory that ends with them.
static u64 *write_kind(const char *size, u32 kind, u32 count, u32 access, const char **reason) {
  u64 *memory = calloc(count, sizeof *memory);
  struct image_header *header = small_image();
  *ENTRY_OF(header, image_map, maps) = (struct image_map){(u64)memory, count * sizeof *memory, 0, access, FROM_IMAGE};
  *ENTRY_OF(header, image_word, words) = (struct image_word){(u64)memory, kind, count};
  struct image image = {header, -1, -1};
  struct start start = start_with(size);
  *reason = write_words(&start, &image);
  return memory;
}

static u64 word_for(const char *size, u32 kind) {
  const char *reason;
  u64 *word = write_kind(size, kind, 1, 3, &reason);
  EXPECT(!reason);
  return *word;
}

// In MB: as `node --max-old-space-size --max-semi-space-size` has them, the second as the next power of two.
static void limits(void) {
  const struct {
    const char *size;
    u64 old, young, first;
  } expected[] = {{"128", 116, 8, 58}, {"129", 117, 8, 58}, {"319", 288, 16, 144}, {"320", 288, 16, 144}, {"321", 289, 16, 144},
                  {"340", 306, 32, 153}, {"512", 461, 32, 230}, {"1769", 1593, 128, 512}, {"3008", 2708, 256, 512},
                  {"10239", 9216, 512, 512}, {"10240", 9216, 512, 512}};
  for (u64 index = 0; index < sizeof expected / sizeof *expected; index++) {
    const char *size = expected[index].size;
    u64 old = expected[index].old << 20;
    EXPECT(word_for(size, OLD_SPACE_LIMIT) == old && word_for(size, OLD_SPACE_LIMIT_TWICE) == 2 * old);
    EXPECT(word_for(size, YOUNG_SPACE_LIMIT) == expected[index].young << 20);
    u64 first = old / 2 < 512ul << 20 ? old / 2 : 512ul << 20;
    EXPECT(word_for(size, FIRST_COLLECTION_AT) == first && first >> 20 == expected[index].first);
    EXPECT(word_for(size, FIRST_COLLECTION_OF_ALL_AT) == 2 * first);
  }
}

static void each_size(void) {
  for (u64 size = 128; size <= 10240; size++) {
    char text[8];
    snprintf(text, sizeof text, "%lu", size);
    u64 young = word_for(text, YOUNG_SPACE_LIMIT) >> 20, asked = size / 20;
    EXPECT(young >= asked && young < 2 * asked && (young & (young - 1)) == 0);
    EXPECT(word_for(text, OLD_SPACE_LIMIT) >> 20 == size - size / 10);
  }
}

static void begins(void) { EXPECT(word_for("128", BEGIN_OF_PROCESS) == 7000000009); }

static void bits(void) {
  const char *reason;
  for (u32 index = 0; index < DRAWN_WORDS; index++) drawn[index] = 0x0123456789abcdeful * (index + 1);
  u64 *words = write_kind("128", RANDOM_BITS, DRAWN_WORDS, 3, &reason);
  EXPECT(!reason && memcmp(words, drawn, sizeof drawn) == 0);
  // More may be cut short by a signal.
  EXPECT(drawn_bytes == sizeof drawn && most_at_once <= 256);
}

static double fraction_of(u64 random) {
  const char *reason;
  double fraction;
  drawn[0] = random;
  drawn_bytes = 0;
  memcpy(&fraction, write_kind("128", RANDOM_FRACTION, 1, 3, &reason), sizeof fraction);
  return fraction;
}

// The upper 52 bits, divided by what they cannot reach.
static void fractions(void) {
  EXPECT(fraction_of(0) == 0 && !signbit(fraction_of(0)) && fraction_of(0xfff) == 0);
  EXPECT(fraction_of(~0ul) < 1 && fraction_of(~0ul) == 1 - ldexp(1, -52));
  for (int bit = 12; bit < 64; bit++) {
    u64 random = 1ul << bit;
    EXPECT(fraction_of(random) == ldexp(1, bit - 64));
    for (int other = 12; other < bit; other++)
      EXPECT(fraction_of(random | 1ul << other) == ldexp((double)((random | 1ul << other) >> 12), -52));
    EXPECT(fraction_of(random - 1) == ldexp((double)((random - 1) >> 12), -52));
  }
}

static void without_random(void) {
  const char *reason;
  u32 kinds[] = {RANDOM_BITS, RANDOM_FRACTION};
  for (int index = 0; index < 2; index++) {
    random_result = (u64)NOT_SUPPORTED;
    write_kind("128", kinds[index], 2, 3, &reason);
    EXPECT_TEXT(reason, "the kernel gives no random numbers");
    // Fewer than were asked for.
    random_result = 8;
    write_kind("128", kinds[index], 2, 3, &reason);
    EXPECT_TEXT(reason, "the kernel gives no random numbers");
  }
}

// What is written into a text that lies in memory which ends `room` bytes behind it.
static char *option_for(const char *size, u32 kind, u64 room) {
  static struct {
    struct {
      char *at;
      u64 bytes;
    } text;
    char bytes[32];
  } memory;
  memory.text.at = strcpy(memory.bytes, "--option=0002749");
  memory.text.bytes = 16;
  struct image_header *header = small_image();
  *ENTRY_OF(header, image_map, maps) = (struct image_map){(u64)&memory, sizeof memory.text + room, 0, 3, FROM_IMAGE};
  *ENTRY_OF(header, image_word, words) = (struct image_word){(u64)&memory, kind, 9};
  struct image image = {header, -1, -1};
  struct start start = start_with(size);
  EXPECT(!write_words(&start, &image));
  EXPECT(memory.text.bytes == strlen(memory.bytes));
  return memory.bytes;
}

static void options(void) {
  EXPECT_TEXT(option_for("128", OLD_SPACE_OPTION, 32), "--option=116");
  EXPECT_TEXT(option_for("128", YOUNG_SPACE_OPTION, 32), "--option=6");
  EXPECT_TEXT(option_for("9999999", OLD_SPACE_OPTION, 17), "--option=9000000");
  EXPECT_TEXT(option_for("9999999", OLD_SPACE_OPTION, 16), "--option=0002749");
}

static void not_writable(void) {
  const char *reason;
  EXPECT(*write_kind("128", OLD_SPACE_LIMIT, 1, 1, &reason) == 0 && !reason);
}

static void variables(void) {
  char **environment = 0, *list[] = {"A=1", 0};
  struct image_header *header = small_image();
  *ENTRY_OF(header, image_map, maps) = (struct image_map){(u64)&environment, sizeof environment, 0, 3, FROM_IMAGE};
  header->words.count = 0;
  header->environment = (u64)&environment;
  struct image image = {header, -1, -1};
  struct start start = {.variables = {list, 1, 1}};
  EXPECT(!write_words(&start, &image) && environment == list);
  ENTRY_OF(header, image_map, maps)->access = 1;
  environment = 0;
  EXPECT(!write_words(&start, &image) && !environment);
}

TESTS({"options that workers inherit are those that Node.js would have been given", options},
      {"the limits of the heap are those that the flags of Node.js would set", limits},
      {"so they are for each size of memory that there is", each_size},
      {"the process begins now", begins},
      {"random bits are what the kernel gives, in pieces that no signal cuts short", bits},
      {"a random fraction is from 0 to below 1, whatever was drawn", fractions},
      {"where the kernel gives no random numbers, no image is used", without_random},
      {"nothing is written where memory cannot be written", not_writable},
      {"the C library finds the variables of this process", variables})
