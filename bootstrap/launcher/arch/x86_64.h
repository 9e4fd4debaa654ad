// x86_64, which Lambda calls so as well.
#ifndef ARCH_X86_64_H
#define ARCH_X86_64_H

#define ARCHITECTURE "x86_64"

// Where Amazon Linux has its libraries, and where Debian has them.
#define LIBRARY_FOLDERS "/lib64/", "/lib/x86_64-linux-gnu/"

// Linux, arch/x86/entry/syscalls/syscall_64.tbl.
enum {
  CALL_READ = 0,
  CALL_CLOSE = 3,
  CALL_LSEEK = 8,
  CALL_MMAP = 9,
  CALL_MPROTECT = 10,
  CALL_MUNMAP = 11,
  CALL_RT_SIGACTION = 13,
  CALL_RT_SIGPROCMASK = 14,
  CALL_PREAD64 = 17,
  CALL_WRITEV = 20,
  CALL_SCHED_YIELD = 24,
  CALL_MREMAP = 25,
  CALL_MINCORE = 27,
  CALL_MADVISE = 28,
  CALL_SETITIMER = 38,
  CALL_GETPID = 39,
  CALL_SOCKET = 41,
  CALL_SOCKETPAIR = 53,
  CALL_CLONE = 56,
  CALL_EXECVE = 59,
  CALL_WAIT4 = 61,
  CALL_FCNTL = 72,
  CALL_GETCWD = 79,
  CALL_UMASK = 95,
  CALL_GETEUID = 107,
  CALL_PERSONALITY = 135,
  CALL_PRCTL = 157,
  CALL_ARCH_PRCTL = 158,
  CALL_GETTID = 186,
  CALL_TKILL = 200,
  CALL_SET_TID_ADDRESS = 218,
  CALL_FADVISE64 = 221,
  CALL_CLOCK_GETTIME = 228,
  CALL_EXIT_GROUP = 231,
  CALL_EPOLL_CTL = 233,
  CALL_OPENAT = 257,
  CALL_READLINKAT = 267,
  CALL_FACCESSAT = 269,
  CALL_EVENTFD2 = 290,
  CALL_EPOLL_CREATE1 = 291,
  CALL_DUP3 = 292,
  CALL_PIPE2 = 293,
  CALL_PRLIMIT64 = 302,
  CALL_GETRANDOM = 318,
  CALL_PREADV2 = 327,
  CALL_STATX = 332,
  CALL_CLOSE_RANGE = 436,
};

static inline long system_call(long number, long a, long b, long c, long d, long e, long f) {
  register long fourth __asm__("r10") = d;
  register long fifth __asm__("r8") = e;
  register long sixth __asm__("r9") = f;
  long result;
  __asm__ volatile("syscall"
                   : "=a"(result)
                   : "a"(number), "D"(a), "S"(b), "d"(c), "r"(fourth), "r"(fifth), "r"(sixth)
                   : "rcx", "r11", "memory");
  return result;
}

// The kernel leaves the arguments on the stack and starts here; `launch` gets their address.
#define ENTRY                 \
  __asm__(".globl _start\n"   \
          "_start:\n"         \
          "  xor %ebp, %ebp\n" \
          "  mov %rsp, %rdi\n" \
          "  and $-16, %rsp\n" \
          "  call launch\n"   \
          "  hlt\n")

// A handler of signals returns to here, which tells the kernel so; the C library would bring it.
#define SIGNAL_RETURN                 \
  __asm__(".globl return_from_signal\n" \
          "return_from_signal:\n"     \
          "  mov $15, %eax\n"         \
          "  syscall\n")

#define SIGNAL_FLAGS_OF_PROCESSOR 0x04000000 // SA_RESTORER: without it the kernel refuses to call a handler
#endif
