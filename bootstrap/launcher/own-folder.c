#include "own-folder.h"

enum { MAX_PATH_BYTES = 4096 };

// A program that was started by a descriptor has its number for a name (Linux, fs/exec.c: /dev/fd/N).
static const char *real_path(struct room *room, const char *started_as) {
  if (started_as && !after(started_as, "/dev/fd/")) return started_as;
  char *path = take(room, MAX_PATH_BYTES + 1);
  if (!path) return 0;
  long length = read_link("/proc/self/exe", path, MAX_PATH_BYTES);
  return length > 0 ? path : 0;
}

const char *folder_of(struct room *room, const char *path) {
  const char *slash = last_slash(path);
  if (!slash) return "";
  char *folder = take(room, (u64)(slash - path) + 1);
  for (char *at = folder; folder && path < slash;) *at++ = *path++;
  return folder;
}

const char *own_program(struct room *room, const char *started_as) {
  const char *path = real_path(room, started_as);
  if (!path || *path == '/') return path;
  char *working = take(room, MAX_PATH_BYTES + 1);
  if (!working || working_folder(working, MAX_PATH_BYTES) < 0) return 0;
  // The root of the file system ends with a slash already.
  return JOINED(room, is_same(working, "/") ? "" : working, "/", path);
}
