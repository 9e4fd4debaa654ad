// aarch64, which Lambda calls arm64.
#ifndef ARCH_AARCH64_H
#define ARCH_AARCH64_H

#define ARCHITECTURE "arm64"

// Where Amazon Linux has its libraries, and where Debian has them; the dynamic loader lies in /lib in both.
#define LIBRARY_FOLDERS "/lib64/", "/lib/aarch64-linux-gnu/", "/lib/"

// Linux, include/uapi/asm-generic/unistd.h.
enum {
  CALL_GETCWD = 17,
  CALL_EVENTFD2 = 19,
  CALL_EPOLL_CREATE1 = 20,
  CALL_EPOLL_CTL = 21,
  CALL_DUP3 = 24,
  CALL_FCNTL = 25,
  CALL_FACCESSAT = 48,
  CALL_OPENAT = 56,
  CALL_CLOSE = 57,
  CALL_PIPE2 = 59,
  CALL_LSEEK = 62,
  CALL_READ = 63,
  CALL_WRITEV = 66,
  CALL_PREAD64 = 67,
  CALL_READLINKAT = 78,
  CALL_PERSONALITY = 92,
  CALL_EXIT_GROUP = 94,
  CALL_SET_TID_ADDRESS = 96,
  CALL_SETITIMER = 103,
  CALL_CLOCK_GETTIME = 113,
  CALL_SCHED_YIELD = 124,
  CALL_TKILL = 130,
  CALL_RT_SIGACTION = 134,
  CALL_RT_SIGPROCMASK = 135,
  CALL_UMASK = 166,
  CALL_PRCTL = 167,
  CALL_GETPID = 172,
  CALL_GETEUID = 175,
  CALL_GETTID = 178,
  CALL_SOCKET = 198,
  CALL_SOCKETPAIR = 199,
  CALL_MUNMAP = 215,
  CALL_MREMAP = 216,
  CALL_CLONE = 220,
  CALL_EXECVE = 221,
  CALL_MMAP = 222,
  CALL_FADVISE64 = 223,
  CALL_MPROTECT = 226,
  CALL_MINCORE = 232,
  CALL_MADVISE = 233,
  CALL_WAIT4 = 260,
  CALL_PRLIMIT64 = 261,
  CALL_GETRANDOM = 278,
  CALL_PREADV2 = 286,
  CALL_STATX = 291,
  CALL_CLOSE_RANGE = 436,
};

static inline long system_call(long number, long a, long b, long c, long d, long e, long f) {
  register long call __asm__("x8") = number;
  register long result __asm__("x0") = a;
  register long second __asm__("x1") = b;
  register long third __asm__("x2") = c;
  register long fourth __asm__("x3") = d;
  register long fifth __asm__("x4") = e;
  register long sixth __asm__("x5") = f;
  __asm__ volatile("svc 0"
                   : "+r"(result)
                   : "r"(call), "r"(second), "r"(third), "r"(fourth), "r"(fifth), "r"(sixth)
                   : "memory");
  return result;
}

// The kernel leaves the arguments on the stack and starts here; `launch` gets their address.
#define ENTRY                  \
  __asm__(".globl _start\n"    \
          "_start:\n"          \
          "  mov x29, #0\n"    \
          "  mov x30, #0\n"    \
          "  mov x0, sp\n"     \
          "  and sp, x0, #-16\n" \
          "  bl launch\n"      \
          "  brk #0\n")

// The kernel brings its own way back from a handler of signals.
#define SIGNAL_RETURN                 \
  __asm__(".globl return_from_signal\n" \
          "return_from_signal:\n"     \
          "  mov x8, #139\n"          \
          "  svc 0\n")

#define SIGNAL_FLAGS_OF_PROCESSOR 0
#endif
