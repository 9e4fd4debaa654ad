// The system calls of the launcher under their own names. Each gives what the kernel gives: an error is a negative number.
#ifndef SYSTEM_H
#define SYSTEM_H
#include "arch/arch.h"

typedef unsigned char byte;
typedef unsigned int u32;
typedef unsigned long u64;

// include/uapi/asm-generic/errno-base.h
enum { NO_SUCH_FILE = -2, INTERRUPTED = -4, TOO_LARGE = -7, NOT_A_PROGRAM = -8 };
enum { TRY_AGAIN = -11, NO_PERMISSION = -13, NO_FOLDER = -20, TOO_MANY_FILES = -24 };
enum { HERE = -100, CLOSE_ON_EXEC = 02000000, WITHOUT_BLOCKING = 04000 };
enum { MAY_EXECUTE = 1 };
enum { STDERR = 2 };
enum { PAGE_BYTES = 4096 };

// Opening a pipe would wait for a writer.
static inline long open_file(const char *path) {
  return system_call(CALL_OPENAT, HERE, (long)path, CLOSE_ON_EXEC | WITHOUT_BLOCKING, 0, 0, 0);
}

static inline void close_file(long file) { system_call(CALL_CLOSE, file, 0, 0, 0, 0, 0); }

static inline long read_file(long file, void *into, u64 bytes) {
  return system_call(CALL_READ, file, (long)into, (long)bytes, 0, 0, 0);
}

// As the kernel has it: struct iovec.
struct stretch {
  const void *from;
  u64 bytes;
};

static inline long write_all(long file, const struct stretch *stretches, long count) {
  return system_call(CALL_WRITEV, file, (long)stretches, count, 0, 0, 0);
}

static inline long may(const char *path, int what) { return system_call(CALL_FACCESSAT, HERE, (long)path, what, 0, 0, 0); }

static inline long read_link(const char *path, char *into, u64 room) {
  return system_call(CALL_READLINKAT, HERE, (long)path, (long)into, (long)room, 0, 0);
}

static inline long working_folder(char *into, u64 room) {
  return system_call(CALL_GETCWD, (long)into, (long)room, 0, 0, 0, 0);
}

static inline long own_process(void) { return system_call(CALL_GETPID, 0, 0, 0, 0, 0, 0); }

// A child that is a copy of this process; its end is told by SIGCHLD.
static inline long fork_process(void) { return system_call(CALL_CLONE, 17, 0, 0, 0, 0, 0); }

static inline long wait_for(long process) { return system_call(CALL_WAIT4, process, 0, 0, 0, 0, 0); }

static inline long execute(const char *program, char *const *arguments, char *const *variables) {
  return system_call(CALL_EXECVE, (long)program, (long)arguments, (long)variables, 0, 0, 0);
}

_Noreturn static inline void end_process(int status) {
  for (;;) system_call(CALL_EXIT_GROUP, status, 0, 0, 0, 0, 0);
}
#endif
