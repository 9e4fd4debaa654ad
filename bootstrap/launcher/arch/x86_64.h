// x86_64, which Lambda calls so as well.
#ifndef ARCH_X86_64_H
#define ARCH_X86_64_H

#define ARCHITECTURE "x86_64"

// Where Amazon Linux has its libraries, and where Debian has them.
#define LIBRARY_FOLDERS "/lib64/", "/lib/x86_64-linux-gnu/"

// Linux, arch/x86/entry/syscalls/syscall_64.tbl.
enum {
  CALL_CLOSE = 3,
  CALL_MMAP = 9,
  CALL_MUNMAP = 11,
  CALL_RT_SIGACTION = 13,
  CALL_RT_SIGPROCMASK = 14,
  CALL_MINCORE = 27,
  CALL_GETPID = 39,
  CALL_CLONE = 56,
  CALL_EXECVE = 59,
  CALL_EXIT_GROUP = 231,
  CALL_WAIT4 = 61,
  CALL_KILL = 62,
  CALL_GETCWD = 79,
  CALL_SETITIMER = 38,
  CALL_GETEUID = 107,
  CALL_READ = 0,
  CALL_WRITEV = 20,
  CALL_FADVISE64 = 221,
  CALL_OPENAT = 257,
  CALL_STATX = 332,
  CALL_UNLINKAT = 263,
  CALL_READLINKAT = 267,
  CALL_FACCESSAT = 269,
  CALL_PREADV2 = 327,
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
