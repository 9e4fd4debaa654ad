#include "boot-file.h"
#include "expect.h"
#include "real-system.h"

// Two records: a version, and one of a kind that nobody knows.
static const byte whole[] = "SNAPBOOT\1\0\0\0\32\0\0\0\1\0\0\0\5\0\0\00024.1\0\143\0\0\0\5\0\0\0other";
enum { WHOLE_BYTES = sizeof whole - 1 };

// Exactly so many bytes of it, for the sanitizer.
static byte *beginning(u64 bytes) { return memcpy(malloc(bytes ? bytes : 1), whole, bytes); }

static int count(struct records records) {
  int found = 0;
  for (struct record record; next_record(&records, &record);) found++;
  return found;
}

static void cut_anywhere(void) {
  for (u64 bytes = 0; bytes < WHOLE_BYTES; bytes++) EXPECT(count(records_of(beginning(bytes), bytes)) == 0);
  EXPECT(count(records_of(beginning(WHOLE_BYTES), WHOLE_BYTES)) == 2);
}

static void said_to_be_shorter(void) {
  byte *file = beginning(WHOLE_BYTES);
  for (byte held = 0; held <= 26; held++) {
    file[12] = held;
    EXPECT(count(records_of(file, WHOLE_BYTES)) == (held == 26 ? 2 : held >= 13 ? 1 : 0));
  }
}

static void larger_than_all(void) {
  byte *file = beginning(WHOLE_BYTES);
  memset(file + 20, 0xff, 4);
  EXPECT(count(records_of(file, WHOLE_BYTES)) == 0);
}

static void other_format(void) {
  for (u64 at = 0; at < 12; at++) {
    byte *file = beginning(WHOLE_BYTES);
    file[at] ^= 1;
    EXPECT(count(records_of(file, WHOLE_BYTES)) == 0);
  }
}

static void texts(void) {
  struct records records = records_of(whole, WHOLE_BYTES);
  EXPECT_TEXT(first_text(records, NODE_VERSION), "24.1");
  EXPECT(!first_text(records, (enum record_kind)99) && !first_text(records, TASK_ROOT));
  struct record record;
  EXPECT(next_record(&records, &record));
  EXPECT_TEXT(text_in(&record, 3), "1");
  EXPECT_TEXT(text_in(&record, 4), "");
  EXPECT(!text_in(&record, 5) && !text_in(&record, ~0ul));
}

static void stretches(void) {
  struct record record = {1, 9, whole};
  EXPECT(bytes_in(&record, 0, 9) == whole && bytes_in(&record, 9, 0) == whole + 9 && bytes_in(&record, 8, 1) == whole + 8);
  EXPECT(!bytes_in(&record, 0, 10) && !bytes_in(&record, 9, 1) && !bytes_in(&record, 10, 0));
  EXPECT(!bytes_in(&record, ~0ul, 2) && !bytes_in(&record, 2, ~0ul));
}

static void numbers(void) {
  const byte ones[] = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff};
  const byte steps[] = {1, 2, 3, 4, 5, 6, 7, 0x88};
  EXPECT(u16_at(ones) == 0xffff && u32_at(ones) == ~0u && u64_at(ones) == ~0ul);
  EXPECT(u16_at(steps + 1) == 0x302 && u32_at(steps + 1) == 0x5040302 && u64_at(steps) == 0x8807060504030201);
}

TESTS({"a file that is cut anywhere has no records", cut_anywhere},
      {"a record that goes beyond the end of all is none", said_to_be_shorter},
      {"one that says that it is larger than any file is none", larger_than_all},
      {"a file of another format has no records", other_format},
      {"a text ends within its record, or is none", texts},
      {"bytes of a content lie within it, or are none", stretches},
      {"numbers are little-endian and need not be aligned", numbers})
