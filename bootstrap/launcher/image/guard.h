// What makes sure that an image never costs more than a slower start.
#ifndef GUARD_H
#define GUARD_H
#include "../given.h"
#include "../start.h"
#include "image-file.h"

// From here until the process closes IMAGE_GUARD_DESCRIPTOR, a signal that would end it starts this program again.
void guard_init(struct start *start, const struct given *given, const struct image *image);

// What the image does on signals, but for those that are guarded still.
void restore_actions(const struct image *image);

// Starts this program again, without the image.
_Noreturn void start_again(const char *reason);

// Starts this program again where its own memory lies in the image's way: it then has another layout.
_Noreturn void start_with_another_layout(struct start *start, const struct given *given);

// Why this program was started again, or nothing.
const char *why_started_again(const struct given *given);
#endif
