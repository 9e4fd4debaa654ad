// What the system says about a file.
#ifndef FILE_FACTS_H
#define FILE_FACTS_H
#include "system.h"

struct file_facts {
  enum { NO_FILE, FILE_OF_BYTES, FOLDER, OTHER_FILE } kind;
  u64 bytes, inode;
  u32 owner;
};

// Links are followed.
struct file_facts facts_of(const char *path);

// Of an open file.
struct file_facts facts_of_open(long file);
#endif
