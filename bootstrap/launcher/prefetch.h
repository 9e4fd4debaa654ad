// Has what a start needs read before Node.js asks for it, one page after the other.
#ifndef PREFETCH_H
#define PREFETCH_H
#include "hot-pages.h"

// Starts workers that read the lists of the layer and of the function. They outlive this program. None is started where
// all is in memory already. Whatever fails, fails silently: all this is a matter of speed.
void prefetch(struct room *room, struct records of_layer, const struct hot_places *places);
#endif
