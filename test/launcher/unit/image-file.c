#include "image/image-file.h"
#include <fcntl.h>
#include <unistd.h>
#include "expect.h"
#include "real-system.h"
#include "small-image.h"

static struct image image;

// What is said of a file of that many bytes, which begins with the header.
static const char *fault_of(const struct image_header *header, u64 held, u64 bytes) {
  char path[] = "/tmp/snapboot-image-XXXXXX";
  int file = mkstemp(path);
  u64 begins = bytes < SMALL_HEADER_BYTES ? bytes : SMALL_HEADER_BYTES;
  byte *content = memcpy(calloc(1, SMALL_HEADER_BYTES), header, held);
  EXPECT(write(file, content, begins) == (long)begins && ftruncate(file, (off_t)bytes) == 0);
  close(file);
  image = (struct image){0};
  const char *fault = open_image(&image, path);
  unlink(path);
  return fault;
}

static struct image_header *sealed(void) {
  struct image_header *header = small_image();
  seal(header);
  return header;
}

static void whole(void) {
  struct image_header *header = sealed();
  EXPECT(!fault_of(header, header->header_bytes, SMALL_FILE_BYTES) && memcmp(image.header, header, header->header_bytes) == 0);
  EXPECT((u64)image.header == IMAGE_TABLES_ADDRESS);
  close_image(&image);
  EXPECT(fcntl((int)image.file, F_GETFD) < 0);
  // Its place is free again.
  EXPECT(!fault_of(header, header->header_bytes, SMALL_FILE_BYTES) && (u64)image.header == IMAGE_TABLES_ADDRESS);
}

static void cut_off(void) {
  struct image_header *header = sealed();
  u64 ends[] = {0, 8, 200, header->header_bytes, IMAGE_PAGES_AT - 1, IMAGE_PAGES_AT, SMALL_FILE_BYTES - 1, SMALL_FILE_BYTES + 1};
  for (u64 index = 0; index < sizeof ends / sizeof *ends; index++) {
    EXPECT_TEXT(fault_of(header, header->header_bytes, ends[index]), "it is damaged");
    close_image(&image);
  }
}

static void flipped(void) {
  struct image_header *header = sealed();
  u64 whole_words = header->header_bytes;
  // What is in the first 16 bytes is compared on its own.
  for (u64 at = 16; at < whole_words; at += at < sizeof *header ? 1 : 61) {
    ((byte *)header)[at] ^= 1;
    EXPECT_TEXT(fault_of(header, header->header_bytes, SMALL_FILE_BYTES), "it is damaged");
    close_image(&image);
    ((byte *)header)[at] ^= 1;
  }
  EXPECT(!fault_of(header, header->header_bytes, SMALL_FILE_BYTES));
}

static void others(void) {
  struct image_header *header = sealed();
  header->magic ^= 1ul << 63;
  EXPECT_TEXT(fault_of(header, header->header_bytes, SMALL_FILE_BYTES), "it is no process image");
  header->magic ^= 1ul << 63;
  header->format++;
  EXPECT_TEXT(fault_of(header, header->header_bytes, SMALL_FILE_BYTES), "another version of snapboot has made it");
}

// The checksum is right for all that can be summed up.
static void lengths(void) {
  u32 wrong[] = {0, 8, sizeof(struct image_header) - 8, IMAGE_PAGES_AT + 8, ~7u, 1001};
  for (u64 index = 0; index < sizeof wrong / sizeof *wrong; index++) {
    struct image_header *header = realloc(small_image(), SMALL_HEADER_BYTES);
    u64 held = header->header_bytes;
    header->header_bytes = wrong[index];
    if (wrong[index] < SMALL_HEADER_BYTES) seal(header);
    EXPECT_TEXT(fault_of(header, held, SMALL_FILE_BYTES), "it is damaged");
  }
}

static void impossible(void) {
  struct image_header *header = small_image();
  header->threads.count = 0;
  seal(header);
  EXPECT_TEXT(fault_of(header, header->header_bytes, SMALL_FILE_BYTES), "what it says of itself cannot be");
}

static void missing(void) { EXPECT_TEXT(open_image(&image, "/nowhere/image"), "it cannot be opened"); }

static void writable(void) {
  struct image_header *header = sealed();
  EXPECT(!fault_of(header, header->header_bytes, SMALL_FILE_BYTES));
  u64 at = SMALL_MAP + 2 * PAGE_BYTES;
  EXPECT(is_writable(&image, at, PAGE_BYTES) && is_writable(&image, at + PAGE_BYTES - 1, 1) && is_writable(&image, at, 0));
  EXPECT(!is_writable(&image, at, PAGE_BYTES + 1) && !is_writable(&image, at + 8, ~0ul) && !is_writable(&image, at - 1, 1));
  EXPECT(!is_writable(&image, SMALL_MAP, 8) && !is_writable(&image, at + PAGE_BYTES, 8) && !is_writable(&image, 0, 8));
}

TESTS({"an image that is whole is opened where nothing of a process lies, and can be closed", whole},
      {"one that is cut off, or longer than it says, is damaged", cut_off},
      {"so is one with another byte anywhere in what it says of itself", flipped},
      {"so is one whose header has a length that cannot be", lengths},
      {"a file of another kind is none, nor is one of another version", others},
      {"one that says what cannot be is refused though its checksum is right", impossible},
      {"one that is not there cannot be opened", missing},
      {"numbers are written to memory of the image that can be written alone", writable})
