// Whatever a process image says of itself, with a checksum that is right: nothing is read beyond it, and what is accepted
// keeps its promises.
#include "drawn-system.h"
#include "image/checked-tables.h"
#include "image/image-checksum.h"
#include "image/image-file.h"
#include <string.h>

enum { OWN_SHIFT = 36, HIGHEST_SHIFT = 48, FILE_BYTES = IMAGE_PAGES_AT + (64 << 10) };

#define ENTRIES(image, name) for (u32 index = 0; index < (image)->header->name.count; index++)
#define WITHIN(image, table, size) \
  ALWAYS((image)->header->table.at + (u64)(image)->header->table.count * (size) <= (image)->header->header_bytes)

static void expect_tables(const struct image *image) {
  WITHIN(image, maps, sizeof(struct image_map));
  WITHIN(image, threads, sizeof(struct image_thread));
  WITHIN(image, descriptors, sizeof(struct image_descriptor));
  WITHIN(image, watches, sizeof(struct image_watch));
  WITHIN(image, vdso_functions, sizeof(struct image_vdso_function));
  WITHIN(image, actions, sizeof(struct image_action));
  WITHIN(image, words, sizeof(struct image_word));
  WITHIN(image, written, sizeof(struct image_range));
  WITHIN(image, records, 1);
  WITHIN(image, text, 1);
  ALWAYS(image->header->actions.count == IMAGE_SIGNALS && image->header->threads.count > 0);
}

static int is_free_of_launcher(u64 begins, u64 ends) {
  return begins < ends && ends < 1ul << HIGHEST_SHIFT &&
         (ends <= LAUNCHER_ADDRESS - (1ul << OWN_SHIFT) || begins >= LAUNCHER_ADDRESS + (1ul << OWN_SHIFT));
}

static void expect_memory(const struct image *image) {
  const struct image_map *map = TABLE_OF(image, maps);
  u64 end = 0;
  ENTRIES(image, maps) {
    ALWAYS(map[index].address >= end && (end = map[index].address + map[index].bytes) > map[index].address);
    ALWAYS(is_free_of_launcher(map[index].address, end) && end % PAGE_BYTES == 0);
    if (map[index].source == FROM_IMAGE) ALWAYS(map[index].offset + map[index].bytes <= image->header->file_bytes);
  }
}

static void expect_threads(const struct image *image) {
  const struct image_thread *thread = TABLE_OF(image, threads);
  ENTRIES(image, threads) {
    ALWAYS((u64)thread[index].frame + IMAGE_FRAME_BYTES <= image->header->header_bytes && thread[index].frame % 64 == 0);
    ALWAYS(strlen(thread[index].name) < sizeof thread->name);
  }
}

static void expect_descriptors(const struct image *image) {
  const struct image_descriptor *asked = TABLE_OF(image, descriptors);
  const char *text = TABLE_OF(image, text), *end = text + image->header->text.count;
  ENTRIES(image, descriptors) {
    ALWAYS(asked[index].number >= IMAGE_FIRST_DESCRIPTOR && (asked[index].other == -1 || asked[index].other >= IMAGE_FIRST_DESCRIPTOR));
    if (asked[index].kind == A_FILE) ALWAYS(strlen(text + asked[index].text) < (u64)(end - text - asked[index].text));
    if (asked[index].kind == A_PIPE) ALWAYS(asked[index].value <= (u64)(end - text - asked[index].text));
  }
}

static void expect_vdso(const struct image *image) {
  const struct image_vdso_function *function = TABLE_OF(image, vdso_functions);
  const struct image_map *map = TABLE_OF(image, maps);
  u64 begins = image->header->vdso, ends = begins + image->header->vdso_bytes;
  if (image->header->vdso_bytes) ALWAYS(is_free_of_launcher(begins, ends));
  ENTRIES(image, vdso_functions) {
    ALWAYS(function[index].address >= begins && function[index].address + 16 <= ends);
    ALWAYS(strlen(function[index].name) < sizeof function->name);
  }
  if (image->header->vdso_bytes)
    ENTRIES(image, maps) ALWAYS(map[index].address + map[index].bytes <= begins || map[index].address >= ends);
}

static void expect_words(const struct image *image) {
  const struct image_map *map = TABLE_OF(image, maps);
  const struct image_word *word = TABLE_OF(image, words);
  ENTRIES(image, words) {
    u64 bytes = (u64)word[index].count * sizeof(u64);
    if (!is_writable(image, word[index].address, bytes)) continue;
    u32 at = 0;
    while (at < image->header->maps.count && map[at].address + map[at].bytes <= word[index].address) at++;
    ALWAYS(at < image->header->maps.count && map[at].address <= word[index].address && (map[at].access & 2));
    ALWAYS(word[index].address + bytes <= map[at].address + map[at].bytes);
  }
}

static void expect_all(const struct image *image) {
  expect_tables(image);
  expect_memory(image);
  expect_threads(image);
  expect_descriptors(image);
  expect_vdso(image);
  expect_words(image);
}

// In memory that ends with it, so that the sanitizer sees every step beyond.
static struct image_header *header_of(const byte *data, u64 bytes) {
  struct image_header *header = (struct image_header *)copy_of(data, bytes).at;
  if (header->header_bytes > bytes || header->header_bytes < sizeof *header) header->header_bytes = (u32)bytes;
  header->header_bytes &= ~7u;
  header->magic = IMAGE_MAGIC;
  header->format = IMAGE_FORMAT;
  header->file_bytes = FILE_BYTES;
  header->checksum = 0;
  header->checksum = checksum_of(checksum_begins, header, header->header_bytes);
  return (struct image_header *)copy_of((byte *)header, header->header_bytes).at;
}

int LLVMFuzzerTestOneInput(const byte *data, u64 bytes) {
  if (bytes < sizeof(struct image_header)) return 0;
  struct image_header *header = header_of(data, bytes);
  struct image image = {header, -1, -1};
  int is_sound = has_sound_tables(header);
  if (is_sound) expect_all(&image);
  // The same as a file that is whole.
  struct piece file = {allocate(FILE_BYTES), FILE_BYTES};
  memcpy(file.at, header, header->header_bytes);
  set_content("/image", file);
  draw_from(&(struct input){0, 0});
  image = (struct image){0};
  const char *reason = open_image(&image, "/image");
  ALWAYS((reason == 0) == is_sound);
  close_image(&image);
  give_back_all();
  return 0;
}
