// What the kernel says of an arm64 processor, from which programs choose their instructions.
#ifndef FEATURES_AARCH64_H
#define FEATURES_AARCH64_H

// Authentication of pointers by two keys (asm/hwcap.h: HWCAP_PACA, HWCAP_PACG): the launcher switches it off.
#define POINTER_AUTHENTICATION (3ul << 30)

static inline void processor_features(unsigned int *words, unsigned long capabilities, unsigned long more) {
  capabilities &= ~POINTER_AUTHENTICATION;
  words[0] = (unsigned int)capabilities;
  words[1] = (unsigned int)(capabilities >> 32);
  words[2] = (unsigned int)more;
  words[3] = (unsigned int)(more >> 32);
}
#endif
