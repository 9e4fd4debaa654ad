// What of a file is in memory already.
#ifndef PAGE_CACHE_H
#define PAGE_CACHE_H
#include "system.h"

// Whether a page is known to be in the page cache. Where the system does not tell, it is not known.
int is_cached(long file, u64 offset);

// Has a stretch of a file read, and does not wait for it where the file system need not.
void read_in_background(long file, u64 offset, u64 bytes);
#endif
