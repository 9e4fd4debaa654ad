#include "image-file.h"
#include "../file-facts.h"
#include "checked-tables.h"
#include "image-checksum.h"

enum { READ_AND_WRITE = 3, PRIVATE = 2 };

static int is_damaged(const struct image_header *header, u64 bytes) {
  struct image_header first = *header;
  if (header->header_bytes < sizeof first || header->header_bytes > IMAGE_PAGES_AT || header->header_bytes % 8) return 1;
  if (header->file_bytes != bytes) return 1;
  first.checksum = 0;
  u64 sum = checksum_of(checksum_begins, &first, sizeof first);
  return checksum_of(sum, header + 1, header->header_bytes - sizeof first) != header->checksum;
}

static const char *why_unusable(const struct image_header *header, u64 bytes) {
  if (header->magic != IMAGE_MAGIC) return "it is no process image";
  if (header->format != IMAGE_FORMAT) return "another version of snapboot has made it";
  if (is_damaged(header, bytes)) return "it is damaged";
  return has_sound_tables(header) ? 0 : "what it says of itself cannot be";
}

const char *open_image(struct image *image, const char *path) {
  image->node = -1;
  image->file = open_file(path);
  if (image->file < 0) return "it cannot be opened";
  u64 bytes = facts_of_open(image->file).bytes;
  if (bytes < IMAGE_PAGES_AT) return "it is damaged";
  // Where nothing of an image lies, as far as the kernel does as it is asked.
  long memory = system_call(CALL_MMAP, (long)IMAGE_TABLES_ADDRESS, IMAGE_PAGES_AT, READ_AND_WRITE, PRIVATE, image->file, 0);
  if (memory < 0 && memory > -PAGE_BYTES) return "there is no memory for it";
  image->header = (struct image_header *)memory;
  return why_unusable(image->header, bytes);
}

void close_image(struct image *image) {
  if (image->header) system_call(CALL_MUNMAP, (long)image->header, IMAGE_PAGES_AT, 0, 0, 0, 0);
  if (image->file >= 0) close_file(image->file);
  if (image->node >= 0) close_file(image->node);
}

int is_writable(const struct image *image, u64 address, u64 bytes) {
  enum { WRITE = 2 };
  const struct image_map *map = TABLE_OF(image, maps);
  for (u32 index = 0; index < image->header->maps.count; index++, map++)
    if (address >= map->address && address < map->address + map->bytes)
      return (map->access & WRITE) && bytes <= map->address + map->bytes - address;
  return 0;
}
