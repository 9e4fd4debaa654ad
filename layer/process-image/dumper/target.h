// The process that is to be dumped, as it is started.
#ifndef TARGET_H
#define TARGET_H
#include "dumper.h"

// Starts a command where it can be dumped: time begins anew, its id is one that no function has, what the kernel places
// lies where no other process has it, and the system calls that an image could not go on with do not exist.
void start_target(struct dump *dump, char **command);
#endif
