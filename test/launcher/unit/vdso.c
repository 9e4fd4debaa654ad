#include "image/vdso.h"
#include <elf.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <time.h>
#include "expect.h"
#include "real-system.h"
#include "small-image.h"

#if defined(__aarch64__)
#define TIME_FUNCTION "__kernel_clock_gettime"
#else
#define TIME_FUNCTION "__vdso_clock_gettime"
#endif

enum { STEP = 64 };

typedef long time_function(long clock, struct timespec *time);

static struct image_header *header;

static void bring_back(u64 vdso, const char *first, const char *second) {
  header = small_image();
  struct image_vdso_function functions[2] = {{.address = SMALL_VDSO}, {.address = SMALL_VDSO + STEP}};
  strcpy(functions[0].name, first);
  strcpy(functions[1].name, second);
  header = realloc(header, header->header_bytes + 256);
  SET_TABLE(header, vdso_functions, functions);
  struct image image = {header, -1, -1};
  restore_vdso(&image, vdso);
}

static long call(u64 place, struct timespec *time) { return ((time_function *)(SMALL_VDSO + place))(CLOCK_MONOTONIC, time); }

static void real(void) {
  struct timespec before, time, after;
  bring_back(getauxval(AT_SYSINFO_EHDR), "__vdso_of_nobody", TIME_FUNCTION);
  clock_gettime(CLOCK_MONOTONIC, &before);
  EXPECT(call(STEP, &time) == 0);
  clock_gettime(CLOCK_MONOTONIC, &after);
  EXPECT(time.tv_sec >= before.tv_sec && time.tv_sec <= after.tv_sec && call(0, &time) == -38);
}

static void none(void) {
  struct timespec time = {1, 2};
  bring_back(0, TIME_FUNCTION, "");
  EXPECT(call(0, &time) == -38 && call(STEP, &time) == -38 && time.tv_sec == 1);
}

static void nowhere(void) {
  header = small_image();
  header->vdso_bytes = header->vdso_functions.count = 0;
  struct image image = {header, -1, -1};
  restore_vdso(&image, getauxval(AT_SYSINFO_EHDR));
  EXPECT(msync((void *)SMALL_VDSO, PAGE_BYTES, MS_ASYNC) == -1);
}

// As a linker may lay it out: something that is no symbol lies between these and their names.
struct vdso {
  Elf64_Ehdr header;
  Elf64_Phdr part;
  Elf64_Dyn dynamic[4];
  Elf64_Sym symbols[2];
  byte between[sizeof(Elf64_Sym) * 2 + 8];
  char names[sizeof "?" TIME_FUNCTION];
};

static void between(void) {
  struct vdso *vdso = calloc(1, sizeof *vdso);
  struct timespec time;
  vdso->header = (Elf64_Ehdr){.e_phoff = offsetof(struct vdso, part), .e_phnum = 1};
  vdso->part = (Elf64_Phdr){.p_type = PT_DYNAMIC, .p_offset = offsetof(struct vdso, dynamic)};
  vdso->dynamic[0] = (Elf64_Dyn){DT_SYMTAB, {offsetof(struct vdso, symbols)}};
  vdso->dynamic[1] = (Elf64_Dyn){DT_STRTAB, {offsetof(struct vdso, names)}};
  vdso->dynamic[2] = (Elf64_Dyn){DT_STRSZ, {sizeof vdso->names}};
  vdso->symbols[1] = (Elf64_Sym){.st_name = 1, .st_value = 1};
  memset(vdso->between, 0xff, sizeof vdso->between);
  memcpy(vdso->names + 1, TIME_FUNCTION, sizeof TIME_FUNCTION);
  bring_back((u64)vdso, "__vdso_of_nobody", "x");
  EXPECT(call(0, &time) == -38 && call(STEP, &time) == -38);
}

TESTS({"a function of the vDSO is that of the running kernel, and one that this has not says so", real},
      {"where there is no vDSO no function is there", none},
      {"an image without a vDSO gets none", nowhere},
      {"what lies between symbols and names has no name", between})
