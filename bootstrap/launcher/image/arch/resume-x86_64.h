// x86_64.
#ifndef RESUME_X86_64_H
#define RESUME_X86_64_H

enum { SET_STORAGE = 0x1002, VDSO_JUMP_BYTES = 12 }; // arch/x86/include/uapi/asm/prctl.h: ARCH_SET_FS
enum { CONTEXT_IN_FRAME = 0 };                       // struct ucontext in what rt_sigreturn takes

// As the kernel has it: struct epoll_event, which is packed here alone.
struct kernel_event {
  u32 events;
  u64 data;
} __attribute__((packed));

// Nothing stands against it here.
static inline const char *why_cannot_resume(const struct given *given) {
  (void)given;
  return 0;
}

// A thread whose stack is the frame that it takes its registers from: it does nothing but that.
static inline long start_in_frame(const void *frame, u64 storage, u64 id_at, long flags) {
  register long fourth __asm__("r10") = (long)id_at;
  register long fifth __asm__("r8") = (long)storage;
  long result;
  __asm__ volatile(
      "syscall\n"
      "test %%rax, %%rax\n"
      "jnz 1f\n"
      "mov $15, %%eax\n" // rt_sigreturn
      "syscall\n"
      "hlt\n"
      "1:\n"
      : "=a"(result)
      : "a"(CALL_CLONE), "D"(flags), "S"(frame), "d"(id_at), "r"(fourth), "r"(fifth)
      : "rcx", "r11", "memory");
  return result;
}

// The same for this thread.
_Noreturn static inline void go_on_in_frame(const void *frame, u64 storage) {
  system_call(CALL_ARCH_PRCTL, SET_STORAGE, (long)storage, 0, 0, 0, 0);
  __asm__ volatile(
      "mov %0, %%rsp\n"
      "mov $15, %%eax\n"
      "syscall\n"
      "hlt\n"
      :
      : "r"(frame)
      : "memory");
  __builtin_unreachable();
}

static inline void write_bytes(byte *at, const byte *bytes, int count) {
  for (int index = 0; index < count; index++) at[index] = bytes[index];
}

// movabs $to, %rax; jmp *%rax
static inline void write_jump(byte *at, u64 to) {
  write_bytes(at, (const byte[]){0x48, 0xb8}, 2);
  write_bytes(at + 2, (const byte *)&to, 8);
  write_bytes(at + 10, (const byte[]){0xff, 0xe0}, 2);
}

// mov $-38, %rax; ret: that it is not there, upon which the C library asks the kernel.
static inline void write_absence(byte *at) {
  write_bytes(at, (const byte[]){0x48, 0xc7, 0xc0, 0xda, 0xff, 0xff, 0xff, 0xc3}, 8);
}

static inline void make_executable_seen(u64 from, u64 to) { (void)from, (void)to; }
#endif
