// What an image says of itself, held to its bounds.
#ifndef CHECKED_TABLES_H
#define CHECKED_TABLES_H
#include "image-format.h"

// Whether all tables of a header lie within it, and all that they say is possible. The header is whole in memory.
int has_sound_tables(const struct image_header *header);
#endif
