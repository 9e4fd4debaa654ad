// The checksum of what a process image says of itself: FNV-1a over words of 8 bytes. It finds damage, not ill will.
#ifndef IMAGE_CHECKSUM_H
#define IMAGE_CHECKSUM_H

static const unsigned long checksum_begins = 0xcbf29ce484222325ul;

// Of whole words; `bytes` is rounded down to them.
static inline unsigned long checksum_of(unsigned long sum, const void *from, unsigned long bytes) {
  const unsigned long *words = (const unsigned long *)from;
  for (unsigned long at = 0; at < bytes / sizeof *words; at++) sum = (sum ^ words[at]) * 0x100000001b3ul;
  return sum;
}
#endif
