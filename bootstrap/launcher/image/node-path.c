#include "node-path.h"
#include "resume.h"

// Node.js asks for its path in each thread that runs JavaScript (uv_exepath), and its children are started by that.

enum { READ_AND_WRITE = 3, READ_AND_EXECUTE = 5, PRIVATE_FIXED_ANONYMOUS = 0x32, EXECUTE = 4 };
enum { INVALID = -22, MAX_PATH_BYTES = 4096, MOST_PAGES = 2, JUMP_ROOM = 16 };

static const char *path;

// In the place of uv_exepath: gives how long the path is, as far as there is room.
static int image_exepath(char *into, u64 *room) {
  if (!into || !room || !*room) return INVALID;
  u64 bytes = 0;
  for (; path[bytes] && bytes < *room - 1; bytes++) into[bytes] = path[bytes];
  into[bytes] = 0;
  *room = bytes;
  return 0;
}

// As the kernel names the file, which is as it would in a plain start.
static const char *path_of(struct start *start, long file) {
  char *name = take(&start->room, MAX_PATH_BYTES + 1);
  const char *link = JOINED(&start->room, "/proc/self/fd/", decimal(&start->room, (u64)file));
  long bytes = name && link ? read_link(link, name, MAX_PATH_BYTES) : 0;
  if (bytes <= 0) return JOINED(&start->room, start->folder, "/bin/node");
  name[bytes] = 0;
  return name;
}

static int is_of_node(const struct image *image, u64 address, u64 bytes) {
  const struct image_map *map = TABLE_OF(image, maps);
  for (u32 index = 0; index < image->header->maps.count; index++, map++)
    if (address >= map->address && address + bytes <= map->address + map->bytes)
      return map->source == FROM_NODE && (map->access & EXECUTE);
  return 0;
}

static void copy(void *to, const void *from, u64 bytes) {
  for (u64 at = 0; at < bytes / sizeof(u64); at++) ((u64 *)to)[at] = ((const u64 *)from)[at];
}

const char *tell_node_path(struct start *start, const struct image *image) {
  u64 at = image->header->node_path, page = at & ~(PAGE_BYTES - 1ul);
  u64 bytes = at + JUMP_ROOM > page + PAGE_BYTES ? MOST_PAGES * PAGE_BYTES : PAGE_BYTES;
  if (!at || !is_of_node(image, page, bytes)) return 0;
  void *kept = take(&start->room, bytes);
  path = path_of(start, image->node);
  if (!kept || !path) return 0;
  copy(kept, (const void *)page, bytes);
  // Not written to where it is: some systems do not execute what was a file's and has been changed.
  if (system_call(CALL_MMAP, (long)page, (long)bytes, READ_AND_WRITE, PRIVATE_FIXED_ANONYMOUS, -1, 0) != (long)page)
    return "there is no memory for it";
  copy((void *)page, kept, bytes);
  write_jump((byte *)at, (u64)image_exepath);
  make_executable_seen(page, page + bytes);
  if (system_call(CALL_MPROTECT, (long)page, (long)bytes, READ_AND_EXECUTE, 0, 0, 0) < 0)
    return "its memory cannot be executed here";
  return 0;
}
