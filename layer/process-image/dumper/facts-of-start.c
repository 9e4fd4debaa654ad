#include "facts-of-start.h"
#include <fcntl.h>
#include <sys/auxv.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include "processor-features.h"
#include "image-checksum.h"

#define A_SECOND 1000000000ul

// The process counts from nothing on since the dumper has set its time; now it is that much later.
static void note_time(struct dump *dump) {
  struct timespec now;
  char line[128];
  long offset = 0;
  clock_gettime(CLOCK_MONOTONIC, &now);
  FILE *offsets = open_fact(dump, "timens_offsets");
  while (offsets && fgets(line, sizeof line, offsets))
    if (sscanf(line, "monotonic %ld", &offset) == 1) break;
  if (offsets) fclose(offsets);
  dump->header.monotonic_ns = (uint64_t)(now.tv_sec + offset) * A_SECOND + (uint64_t)now.tv_nsec;
}

static void note_node(struct dump *dump) {
  uint64_t first[DUMPED_PAGE / sizeof(uint64_t)];
  struct stat facts;
  int file = open(dump->node, O_RDONLY | O_CLOEXEC);
  if (file < 0 || fstat(file, &facts) < 0 || read(file, first, sizeof first) != sizeof first)
    fail(dump, "%s cannot be read", dump->node);
  close(file);
  dump->header.node_bytes = (uint64_t)facts.st_size;
  dump->header.node_checksum = checksum_of(checksum_begins, first, sizeof first);
}

void note_start(struct dump *dump) {
  note_time(dump);
  note_node(dump);
  processor_features(dump->header.features, getauxval(AT_HWCAP), getauxval(AT_HWCAP2));
}
