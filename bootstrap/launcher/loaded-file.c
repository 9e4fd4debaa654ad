#include "loaded-file.h"
#include "file-facts.h"

static u64 read_whole(long file, byte *into, u64 bytes) {
  u64 got = 0;
  while (got < bytes) {
    long more = read_file(file, into + got, bytes - got);
    if (more == INTERRUPTED) continue;
    if (more <= 0) break;
    got += (u64)more;
  }
  return got;
}

static struct records load_open(struct room *room, long file) {
  struct records none = {0, 0};
  struct file_facts facts = facts_of_open(file);
  if (facts.kind != FILE_OF_BYTES || facts.bytes > MAX_BOOT_FILE_BYTES) return none;
  byte *content = take(room, facts.bytes);
  return content ? records_of(content, read_whole(file, content, facts.bytes)) : none;
}

struct records load_records(struct room *room, const char *path) {
  long file = open_file(path);
  if (file < 0) return (struct records){0, 0};
  struct records records = load_open(room, file);
  close_file(file);
  return records;
}
