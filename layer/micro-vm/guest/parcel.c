#include "parcel.h"
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include "fail.h"

#define HEADER_BYTES 110
#define CHUNK_BYTES 65536

static void pad(FILE *archive, size_t written) {
  static const char zeros[4];
  fwrite(zeros, 1, -written % 4, archive);
}

// Number, mode, owner, group, links, time, size, four numbers of devices, length of the name, no checksum.
static void add_header(FILE *archive, const char *name, size_t bytes) {
  size_t name_bytes = strlen(name) + 1;
  fprintf(archive, "070701%08X%08X%08X%08X%08X%08X%08zX%08X%08X%08X%08X%08zX%08X", 0U, S_IFREG | 0644U, 0U, 0U, 1U, 0U,
          bytes, 0U, 0U, 0U, 0U, name_bytes, 0U);
  fwrite(name, 1, name_bytes, archive);
  pad(archive, HEADER_BYTES + name_bytes);
}

void add_text(FILE *archive, const char *name, const char *text) {
  add_header(archive, name, strlen(text));
  fwrite(text, 1, strlen(text), archive);
  pad(archive, strlen(text));
}

static void copy(FILE *archive, FILE *file, size_t bytes, const char *path) {
  static char chunk[CHUNK_BYTES];
  for (size_t left = bytes; left > 0;) {
    size_t part = fread(chunk, 1, left < sizeof chunk ? left : sizeof chunk, file);
    if (part == 0) fail("cannot read to its end", path);
    if (fwrite(chunk, 1, part, archive) != part) fail("cannot write", "the outputs");
    left -= part;
  }
  pad(archive, bytes);
}

void add_file(FILE *archive, const char *path) {
  struct stat found;
  FILE *file = fopen(path, "re");
  if (file == NULL && errno == ENOENT) return;
  if (file == NULL || fstat(fileno(file), &found)) fail("cannot open", path);
  errno = 0;
  if (!S_ISREG(found.st_mode)) fail("hands out files alone, not", path);
  add_header(archive, path, (size_t)found.st_size);
  copy(archive, file, (size_t)found.st_size, path);
  fclose(file);
}
