// The file of an image, open and found to be whole.
#ifndef IMAGE_FILE_H
#define IMAGE_FILE_H
#include "../system.h"
#include "image-format.h"

struct image {
  struct image_header *header; // in memory, with all tables; nothing where it is not open
  long file, node;             // descriptors
};

// Why the file is no image that can be used, or nothing. All that its tables say is within its bounds then.
const char *open_image(struct image *image, const char *path);

void close_image(struct image *image);

// The table of an image that was opened.
#define TABLE_OF(image, name) ((void *)((char *)(image)->header + (image)->header->name.at))

// Whether those bytes are memory of the image that can be written.
int is_writable(const struct image *image, u64 address, u64 bytes);
#endif
