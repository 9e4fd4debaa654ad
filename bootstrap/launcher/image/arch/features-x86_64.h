// What a program may ask an x86_64 processor for before it chooses its instructions: C libraries, V8, OpenSSL and simdutf
// do so while they start. Bits that say nothing on instructions are left out, such as whether this is a virtual machine.
#ifndef FEATURES_X86_64_H
#define FEATURES_X86_64_H

enum { FEATURE_WORDS = 7 };

// Intel's manual, volume 2, CPUID: leaf, its part, and the register that holds the word; with the bits that count.
static const struct {
  unsigned int leaf, part, place, bits;
} feature_words[FEATURE_WORDS] = {
    {1, 0, 2, 0x7ed83203},          // SSE3, PCLMUL, SSSE3, FMA, CX16, SSE4, MOVBE, POPCNT, AES, XSAVE, OSXSAVE, AVX, F16C, RDRND
    {1, 0, 3, 0x07808100},          // CX8, CMOV, MMX, FXSR, SSE, SSE2
    {7, 0, 1, 0xfdbf0729},          // FSGSBASE, BMI, AVX2, ERMS, AVX-512, RDSEED, ADX, SHA, CLWB
    {7, 0, 2, 0x00405f42},          // AVX-512 VBMI and its like, GFNI, VAES, VPCLMUL, RDPID
    {7, 0, 3, 0x0080011c},          // AVX-512 of neural networks, FSRM, AVX-512 FP16
    {0xd, 1, 0, 0x0000000f},        // XSAVEOPT, XSAVEC, XGETBV with 1, XSAVES
    {0x80000001, 0, 2, 0x00010861}, // LAHF, LZCNT, SSE4A, XOP, FMA4
};

static inline void processor_features(unsigned int *words, unsigned long capabilities, unsigned long more) {
  (void)capabilities, (void)more;
  for (int index = 0; index < FEATURE_WORDS; index++) {
    unsigned int found[4];
    __asm__ volatile("cpuid"
                     : "=a"(found[0]), "=b"(found[1]), "=c"(found[2]), "=d"(found[3])
                     : "a"(feature_words[index].leaf), "c"(feature_words[index].part));
    words[index] = found[feature_words[index].place] & feature_words[index].bits;
  }
}
#endif
