// aarch64.
#ifndef DUMPER_AARCH64_H
#define DUMPER_AARCH64_H
#include <asm/sigcontext.h>
#include <elf.h>
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/user.h>
#include <ucontext.h>
#include "dumper.h"

#ifndef NT_ARM_TLS
#define NT_ARM_TLS 0x401
#endif

enum { CONDITION_FLAGS = (int)0xf0000000 };
// Where struct pthread lies around the storage of a thread: before it.
enum { STORAGE_BEFORE = 2304, STORAGE_SPAN = 2304 };

#define VDSO_PREFIX "__kernel_"

struct registers {
  struct user_regs_struct all;
};

// What rt_sigreturn finds on the stack: struct rt_sigframe.
struct frame {
  char about_signal[128];
  ucontext_t context;
};

static inline int is_poll(int call) { return call == SYS_epoll_pwait || call == SYS_ppoll; }

static inline void read_registers(struct dump *dump, pid_t thread, struct registers *registers) {
  struct iovec into = {&registers->all, sizeof registers->all};
  if (ptrace(PTRACE_GETREGSET, thread, NT_PRSTATUS, &into) < 0)
    fail(dump, "the registers of thread %d cannot be read (%s)", thread, strerror(errno));
}

static inline void write_registers(struct dump *dump, pid_t thread, struct registers *registers) {
  struct iovec from = {&registers->all, sizeof registers->all};
  if (ptrace(PTRACE_SETREGSET, thread, NT_PRSTATUS, &from) < 0)
    fail(dump, "the registers of thread %d cannot be set (%s)", thread, strerror(errno));
}

// A thread that was stopped in a system call stands before its instruction: the kernel has wound it back.
static inline void set_call(struct registers *registers, long number, long a, long b, long c, long d) {
  registers->all.regs[8] = (unsigned long)number;
  registers->all.regs[0] = (unsigned long)a;
  registers->all.regs[1] = (unsigned long)b;
  registers->all.regs[2] = (unsigned long)c;
  registers->all.regs[3] = (unsigned long)d;
}

static inline long result_of(const struct registers *registers) { return (long)registers->all.regs[0]; }

static inline uint64_t stack_of(const struct registers *registers) { return registers->all.sp; }

static inline void wind_back(struct registers *registers) { (void)registers; }

static inline uint64_t storage_of(struct dump *dump, pid_t thread, const struct registers *registers) {
  uint64_t storage = 0;
  struct iovec into = {&storage, sizeof storage};
  (void)registers;
  if (ptrace(PTRACE_GETREGSET, thread, NT_ARM_TLS, &into) < 0)
    fail(dump, "the storage of thread %d cannot be found (%s)", thread, strerror(errno));
  return storage;
}

// Some of these registers are kept over calls here, and rt_sigreturn takes no frame without them.
static inline void add_floating_point(struct dump *dump, pid_t thread, ucontext_t *context) {
  struct user_fpsimd_struct found;
  struct iovec into = {&found, sizeof found};
  if (ptrace(PTRACE_GETREGSET, thread, NT_PRFPREG, &into) < 0) fail(dump, "thread %d does not tell its state", thread);
  struct fpsimd_context *record = (struct fpsimd_context *)context->uc_mcontext.__reserved;
  record->head.magic = FPSIMD_MAGIC;
  record->head.size = sizeof *record;
  record->fpsr = found.fpsr;
  record->fpcr = found.fpcr;
  memcpy(record->vregs, found.vregs, sizeof record->vregs);
}

static inline size_t make_frame(struct dump *dump, pid_t thread, const struct registers *registers, uint64_t blocked,
                                unsigned char *frame) {
  struct frame *made = (struct frame *)frame;
  mcontext_t *machine = &made->context.uc_mcontext;
  memcpy(machine->regs, registers->all.regs, sizeof machine->regs);
  machine->sp = registers->all.sp;
  machine->pc = registers->all.pc;
  machine->pstate = registers->all.pstate & (unsigned)CONDITION_FLAGS;
  made->context.uc_stack.ss_flags = SS_DISABLE;
  memcpy(&made->context.uc_sigmask, &blocked, sizeof blocked);
  add_floating_point(dump, thread, &made->context);
  return sizeof *made;
}
#endif
