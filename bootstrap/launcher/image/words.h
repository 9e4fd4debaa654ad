// Numbers in the memory of an image that are other ones in each process.
#ifndef WORDS_H
#define WORDS_H
#include "../start.h"
#include "image-file.h"

// Writes them: the limits of the heap, as the memory of the function calls for; random numbers; the variables. Says why
// not.
const char *write_words(struct start *start, const struct image *image);
#endif
