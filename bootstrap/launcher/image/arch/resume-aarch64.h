// aarch64.
#ifndef RESUME_AARCH64_H
#define RESUME_AARCH64_H

// asm/hwcap.h: HWCAP_PACA, HWCAP_PACG; linux/prctl.h: PR_PAC_SET_ENABLED_KEYS and its four keys of addresses.
#define HAS_POINTER_AUTHENTICATION (3ul << 30)
enum { SET_ENABLED_KEYS = 60, ADDRESS_KEYS = 15 };
enum { CONTEXT_IN_FRAME = 128 }; // struct ucontext in what rt_sigreturn takes

// As the kernel has it: struct epoll_event.
struct kernel_event {
  u32 events;
  u64 data;
};

// Return addresses in an image are signed with keys that nobody has any more, or not at all: so that nobody asks, those
// keys are switched off, which Linux can from 5.13 on.
static inline const char *why_cannot_resume(const struct given *given) {
  if (!(given->capabilities & HAS_POINTER_AUTHENTICATION)) return 0;
  if (system_call(CALL_PRCTL, SET_ENABLED_KEYS, ADDRESS_KEYS, 0, 0, 0, 0) == 0) return 0;
  return "the processor authenticates pointers, and the kernel cannot switch that off";
}

// A thread whose stack is the frame that it takes its registers from: it does nothing but that.
static inline long start_in_frame(const void *frame, u64 storage, u64 id_at, long flags) {
  register long call __asm__("x8") = CALL_CLONE;
  register long result __asm__("x0") = flags;
  register long second __asm__("x1") = (long)frame;
  register long third __asm__("x2") = (long)id_at;
  register long fourth __asm__("x3") = (long)storage;
  register long fifth __asm__("x4") = (long)id_at;
  __asm__ volatile(
      "svc 0\n"
      "cbnz x0, 1f\n"
      "mov x8, #139\n" // rt_sigreturn
      "svc 0\n"
      "brk #1\n"
      "1:\n"
      : "+r"(result), "+r"(call)
      : "r"(second), "r"(third), "r"(fourth), "r"(fifth)
      : "memory");
  return result;
}

// The same for this thread.
_Noreturn static inline void go_on_in_frame(const void *frame, u64 storage) {
  __asm__ volatile(
      "msr tpidr_el0, %0\n"
      "mov sp, %1\n"
      "mov x8, #139\n"
      "svc 0\n"
      "brk #1\n"
      :
      : "r"(storage), "r"(frame)
      : "memory");
  __builtin_unreachable();
}

// ldr x16, 8 bytes on; br x16; the address
static inline void write_jump(byte *at, u64 to) {
  u32 *words = (u32 *)at;
  words[0] = 0x58000050;
  words[1] = 0xd61f0200;
  words[2] = (u32)to;
  words[3] = (u32)(to >> 32);
}

// mov x0, #-38; ret: that it is not there, upon which the C library asks the kernel.
static inline void write_absence(byte *at) {
  u32 *words = (u32 *)at;
  words[0] = 0x928004a0;
  words[1] = 0xd65f03c0;
}

// Instructions that were written as data have to leave the one cache and be missing in the other.
static inline void make_executable_seen(u64 from, u64 to) {
  enum { SMALLEST_LINE = 16 };
  for (u64 at = from; at < to; at += SMALLEST_LINE)
    __asm__ volatile("dc cvau, %0\n dsb ish\n ic ivau, %0\n" ::"r"(at) : "memory");
  __asm__ volatile("dsb ish\n isb" ::: "memory");
}
#endif
