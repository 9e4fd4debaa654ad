// x86_64.
#ifndef DUMPER_X86_64_H
#define DUMPER_X86_64_H
#include <elf.h>
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/user.h>
#include <ucontext.h>
#include "dumper.h"

// The control words as a process begins with them: of SSE without its flags, and of the x87.
enum { USUAL_MXCSR = 0x1f80, MXCSR_FLAGS = 0x3f, USUAL_X87 = 0x37f };
enum { SYSCALL_BYTES = 2, TRACE_FLAG = 0x100, USER_CODE = 0x33, USER_STACK = 0x2b };
// arch/x86/include/uapi/asm/ucontext.h: UC_SIGCONTEXT_SS | UC_STRICT_RESTORE_SS
enum { FRAME_FLAGS = 6 };
// include/linux/errno.h: what a system call ends with that is to be made again.
enum { RESTART = -512, RESTART_NO_INTERRUPT = -513, RESTART_NO_HANDLER = -514, RESTART_BLOCK = -516 };
// Where struct pthread lies around the storage of a thread.
enum { STORAGE_BEFORE = 0, STORAGE_SPAN = 2048 };

#define VDSO_PREFIX "__vdso_"

struct registers {
  struct user_regs_struct all;
};

static inline int is_poll(int call) {
  return call == SYS_epoll_wait || call == SYS_epoll_pwait || call == SYS_poll;
}

static inline void read_registers(struct dump *dump, pid_t thread, struct registers *registers) {
  if (ptrace(PTRACE_GETREGS, thread, 0, &registers->all) < 0)
    fail(dump, "the registers of thread %d cannot be read (%s)", thread, strerror(errno));
}

static inline void write_registers(struct dump *dump, pid_t thread, struct registers *registers) {
  if (ptrace(PTRACE_SETREGS, thread, 0, &registers->all) < 0)
    fail(dump, "the registers of thread %d cannot be set (%s)", thread, strerror(errno));
}

// A thread that was stopped in a system call stands right behind its instruction.
static inline void set_call(struct registers *registers, long number, long a, long b, long c, long d) {
  struct user_regs_struct *all = &registers->all;
  all->rip -= SYSCALL_BYTES;
  all->orig_rax = ~0ull;
  all->rax = (unsigned long)number;
  all->rdi = (unsigned long)a;
  all->rsi = (unsigned long)b;
  all->rdx = (unsigned long)c;
  all->r10 = (unsigned long)d;
}

static inline long result_of(const struct registers *registers) { return (long)registers->all.rax; }

static inline uint64_t stack_of(const struct registers *registers) { return registers->all.rsp; }

// Has a system call that was cut short made again.
static inline void wind_back(struct registers *registers) {
  long result = (long)registers->all.rax;
  int again = result == RESTART || result == RESTART_NO_INTERRUPT || result == RESTART_NO_HANDLER ||
              result == RESTART_BLOCK || result == -EINTR;
  if (!again) return;
  registers->all.rip -= SYSCALL_BYTES;
  registers->all.rax = registers->all.orig_rax;
}

// Nothing that a system call has to keep is in the other registers, but for the control words.
static inline void check_floating_point(struct dump *dump, pid_t thread) {
  struct user_fpregs_struct found;
  if (ptrace(PTRACE_GETFPREGS, thread, 0, &found) < 0) fail(dump, "thread %d does not tell its state", thread);
  if ((found.mxcsr & ~(unsigned)MXCSR_FLAGS) != USUAL_MXCSR || (found.cwd & 0xfff) != USUAL_X87)
    fail(dump, "thread %d calculates in another way than threads do (%x, %x)", thread, found.mxcsr, found.cwd);
}

static inline uint64_t storage_of(struct dump *dump, pid_t thread, const struct registers *registers) {
  if (registers->all.gs_base != 0) fail(dump, "thread %d uses a second storage", thread);
  return registers->all.fs_base;
}

// The frame that rt_sigreturn takes: all registers, and the signals that are blocked.
static inline size_t make_frame(struct dump *dump, pid_t thread, const struct registers *registers, uint64_t blocked,
                                unsigned char *frame) {
  const struct user_regs_struct *all = &registers->all;
  ucontext_t *context = (ucontext_t *)frame;
  const unsigned long long values[NGREG] = {
      [REG_R8] = all->r8,   [REG_R9] = all->r9,   [REG_R10] = all->r10, [REG_R11] = all->r11, [REG_R12] = all->r12,
      [REG_R13] = all->r13, [REG_R14] = all->r14, [REG_R15] = all->r15, [REG_RDI] = all->rdi, [REG_RSI] = all->rsi,
      [REG_RBP] = all->rbp, [REG_RBX] = all->rbx, [REG_RDX] = all->rdx, [REG_RAX] = all->rax, [REG_RCX] = all->rcx,
      [REG_RSP] = all->rsp, [REG_RIP] = all->rip, [REG_EFL] = all->eflags & ~(unsigned long long)TRACE_FLAG,
      [REG_CSGSFS] = USER_CODE | (unsigned long long)USER_STACK << 48};
  check_floating_point(dump, thread);
  context->uc_flags = FRAME_FLAGS;
  context->uc_stack.ss_flags = SS_DISABLE;
  memcpy(context->uc_mcontext.gregs, values, sizeof values);
  memcpy(&context->uc_sigmask, &blocked, sizeof blocked);
  return sizeof *context;
}
#endif
