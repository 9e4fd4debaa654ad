// The file of an image.
#ifndef WRITE_IMAGE_H
#define WRITE_IMAGE_H
#include "dumper.h"

// Opens the file; pages are written first.
FILE *open_image(struct dump *dump, const char *file);

// Writes header and tables before the pages, and closes the file.
void write_tables(struct dump *dump, FILE *image);
#endif
