#include "write-image.h"
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include "image-checksum.h"

enum { ALIGNMENT = 64 };

FILE *open_image(struct dump *dump, const char *file) {
  FILE *image = fopen(file, "w+e");
  if (!image || fseek(image, IMAGE_PAGES_AT, SEEK_SET) < 0) fail(dump, "%s cannot be written (%s)", file, strerror(errno));
  dump->header.magic = IMAGE_MAGIC;
  dump->header.format = IMAGE_FORMAT;
  dump->header.header_bytes = (sizeof dump->header + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  dump->header.file_bytes = IMAGE_PAGES_AT;
  return image;
}

static void write_at(struct dump *dump, FILE *image, uint64_t at, const void *from, size_t bytes) {
  if (fseek(image, (long)at, SEEK_SET) < 0 || fwrite(from, 1, bytes, image) != bytes)
    fail(dump, "the image cannot be written (%s)", strerror(errno));
}

// Where a table of that many bytes stands from now on.
static uint32_t place_table(struct dump *dump, size_t bytes) {
  uint32_t at = dump->header.header_bytes;
  if (bytes > IMAGE_PAGES_AT - at - ALIGNMENT) fail(dump, "it has more parts than an image takes");
  dump->header.header_bytes += (uint32_t)((bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT);
  return at;
}

static void write_table(struct dump *dump, FILE *image, struct image_table *table, const void *from, size_t entry_bytes) {
  table->at = place_table(dump, table->count * entry_bytes);
  write_at(dump, image, table->at, from, table->count * entry_bytes);
}

static void write_frames(struct dump *dump, FILE *image) {
  uint32_t at = place_table(dump, dump->header.threads.count * FRAME_ROOM);
  write_at(dump, image, at, dump->frames, dump->header.threads.count * FRAME_ROOM);
  for (uint32_t index = 0; index < dump->header.threads.count; index++)
    dump->image_threads[index].frame = at + index * FRAME_ROOM;
}

void write_tables(struct dump *dump, FILE *image) {
  struct image_header *header = &dump->header;
  write_frames(dump, image);
  write_table(dump, image, &header->threads, dump->image_threads, sizeof *dump->image_threads);
  write_table(dump, image, &header->maps, dump->maps, sizeof *dump->maps);
  write_table(dump, image, &header->descriptors, dump->descriptors, sizeof *dump->descriptors);
  write_table(dump, image, &header->watches, dump->watches, sizeof *dump->watches);
  write_table(dump, image, &header->vdso_functions, dump->vdso_functions, sizeof *dump->vdso_functions);
  write_table(dump, image, &header->actions, dump->actions, sizeof *dump->actions);
  write_table(dump, image, &header->text, dump->text, 1);
  // The build adds to it, and then writes the checksum.
  write_at(dump, image, 0, header, sizeof *header);
  if (fclose(image) != 0) fail(dump, "the image cannot be written (%s)", strerror(errno));
}
