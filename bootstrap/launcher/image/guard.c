#include "guard.h"
#include "../file-facts.h"
#include "../signals.h"
#include "resume.h"

// Linux, include/uapi/asm-generic/signal.h
enum { ILL = 4, TRAP = 5, ABORT = 6, BUS = 7, FLOATING_POINT = 8, SEGMENT = 11, PIPE = 13, SYSTEM = 31, REAL_TIME = 32 };
static const int guarded[] = {ILL, TRAP, ABORT, BUS, FLOATING_POINT, SEGMENT, SYSTEM};
// Nothing comes of it by default; by it the process tells that init is over (bootstrap/process-image/wake/init-end.ts).
enum { URGENT = 23 };
enum { GUARDED = sizeof guarded / sizeof *guarded, CANNOT_START = 126, MOST_LAYOUTS = 8 };
enum { WITH_FACTS = 4, ON_STACK_OF_SIGNALS = 0x08000000, RESTART = 0x10000000, SIGNAL_SET_BYTES = 8 };
enum { NO_STACK = 2, STACK_BYTES = 64 << 10 };
// include/uapi/linux/personality.h: ADDR_NO_RANDOMIZE and ADDR_COMPAT_LAYOUT
enum { ASK = -1, WITHOUT_RANDOM_LAYOUT = 0x0240000 };

#define AGAIN "--without-image="
#define LAYOUT "--another-layout="

// What a handler of signals needs; it gets nothing but the signal.
static struct {
  const char *program;
  char **variables;
  const struct image_action *actions;
  u64 blocked;
  struct file_facts image;
  void *stack;
  int starts_again; // 1 from when the first thread begins to start this program again
} own;

// struct siginfo as far as it counts: a signal that somebody has sent has no positive code.
struct signal_facts {
  int number, error, code;
};

// struct sigaltstack, and where struct ucontext has it: this comes into force with the registers beside it.
struct signal_stack {
  void *from;
  int flags, unused;
  u64 bytes;
};
struct signal_context {
  u64 flags;
  void *link;
  struct signal_stack stack;
};

// Of several threads that come to an end at once, one goes on; the others wait until it has taken them away. They may not
// look at the descriptor that guards init: it is closed by now.
static void be_the_first(void) {
  while (__atomic_exchange_n(&own.starts_again, 1, __ATOMIC_SEQ_CST))
    system_call(CALL_SCHED_YIELD, 0, 0, 0, 0, 0, 0);
}

_Noreturn static void execute_again(const char *argument) {
  const char *arguments[] = {own.program, argument, 0};
  reset_signal(PIPE);
  set_blocked_signals(own.blocked);
  system_call(CALL_CLOSE_RANGE, IMAGE_GUARD_DESCRIPTOR, ~0u, 0, 0, 0, 0);
  execute(own.program, (char *const *)arguments, own.variables);
  TELL("snapboot: ", own.program, " cannot be started again");
  end_process(CANNOT_START);
}

_Noreturn void start_again(const char *reason) {
  be_the_first();
  // The room may be in use by another thread.
  static char argument[512] = AGAIN;
  u64 at = length_of(AGAIN);
  while (*reason && at < sizeof argument - 1) argument[at++] = *reason++;
  argument[at] = 0;
  execute_again(argument);
}

_Noreturn void start_with_another_layout(struct start *start, const struct given *given) {
  const char *before = given->argument ? after(given->argument, LAYOUT) : 0;
  u64 tries = before && *before >= '0' && *before <= '9' ? (u64)(*before - '0') : 0;
  long personality = system_call(CALL_PERSONALITY, ASK, 0, 0, 0, 0, 0);
  if (personality > 0) system_call(CALL_PERSONALITY, personality & ~(long)WITHOUT_RANDOM_LAYOUT, 0, 0, 0, 0, 0);
  own.program = start->program;
  own.variables = given->variables;
  if (tries >= MOST_LAYOUTS) start_again("this process has its own memory where the image has some");
  execute_again(JOINED(&start->room, LAYOUT, decimal(&start->room, tries + 1)));
}

const char *why_started_again(const struct given *given) { return given->argument ? after(given->argument, AGAIN) : 0; }

static void set_action(int signal, const void *action) {
  system_call(CALL_RT_SIGACTION, signal, (long)action, 0, SIGNAL_SET_BYTES, 0, 0);
}

static const char *name_of_signal(int signal) {
  switch (signal) {
    case ILL: return "the process of the image ended by SIGILL before its first event";
    case BUS: return "the process of the image ended by SIGBUS before its first event";
    case SEGMENT: return "the process of the image ended by SIGSEGV before its first event";
    case ABORT: return "the process of the image gave up before its first event";
    default: return "the process of the image ended by a signal before its first event";
  }
}

// Once the descriptor is closed the function may open something else in its place.
static int is_init_over(void) {
  struct file_facts found = facts_of_open(IMAGE_GUARD_DESCRIPTOR);
  return found.kind != FILE_OF_BYTES || found.inode != own.image.inode || found.bytes != own.image.bytes;
}

// Where the processor itself has ended an instruction, it does so again when that is made again.
static int comes_again(int signal, const struct signal_facts *facts) {
  return facts->code > 0 && signal != TRAP && signal != SYSTEM;
}

// Where init is over but nobody has told, the image's own action comes into its place, and the signal comes again: by itself,
// or sent.
static void on_fatal_signal(int signal, const struct signal_facts *facts) {
  if (__atomic_load_n(&own.starts_again, __ATOMIC_SEQ_CST) || !is_init_over()) start_again(name_of_signal(signal));
  set_action(signal, &own.actions[signal - 1]);
  if (!comes_again(signal, facts)) system_call(CALL_TKILL, system_call(CALL_GETTID, 0, 0, 0, 0, 0, 0), signal, 0, 0, 0, 0);
}

static void give_back(int signal, const void *handler) {
  struct image_action present = {0};
  system_call(CALL_RT_SIGACTION, signal, 0, (long)&present, SIGNAL_SET_BYTES, 0, 0);
  // The function may have set another one.
  if (present.handler == (u64)handler) set_action(signal, &own.actions[signal - 1]);
}

// From here on signals are none of this program's, and the thread has no stack of its own for them.
static void on_end_of_init(int signal, const struct signal_facts *facts, struct signal_context *context) {
  (void)facts;
  if (!is_init_over()) return;
  for (int index = 0; index < GUARDED; index++) give_back(guarded[index], on_fatal_signal);
  give_back(signal, on_end_of_init);
  if (own.stack && context->stack.from == own.stack) context->stack = (struct signal_stack){.flags = NO_STACK};
}

// The main thread handles signals elsewhere than on its stack, which may be what is wrong with it. Others go without.
static void give_stack(struct start *start, const struct image *image) {
  own.stack = take(&start->room, STACK_BYTES);
  if (!own.stack || image->header->threads.count == 0) return;
  const struct image_thread *main = TABLE_OF(image, threads);
  struct signal_context *context = (void *)((byte *)image->header + main->frame + CONTEXT_IN_FRAME);
  context->stack = (struct signal_stack){own.stack, 0, 0, STACK_BYTES};
}

static int is_guarded(int signal) {
  if (signal == URGENT) return 1;
  for (int index = 0; index < GUARDED; index++)
    if (guarded[index] == signal) return 1;
  return 0;
}

void guard_init(struct start *start, const struct given *given, const struct image *image) {
  enum { FLAGS = WITH_FACTS | SIGNAL_FLAGS_OF_PROCESSOR };
  struct image_action action = {(u64)on_fatal_signal, FLAGS | ON_STACK_OF_SIGNALS, (u64)return_from_signal, 0};
  struct image_action at_end = {(u64)on_end_of_init, FLAGS | RESTART, (u64)return_from_signal, 0};
  own.program = start->program;
  own.variables = given->variables;
  own.actions = TABLE_OF(image, actions);
  own.image = facts_of_open(image->file);
  own.blocked = set_blocked_signals(0);
  set_blocked_signals(own.blocked);
  system_call(CALL_DUP3, image->file, IMAGE_GUARD_DESCRIPTOR, CLOSE_ON_EXEC, 0, 0, 0);
  for (int index = 0; index < GUARDED; index++) set_action(guarded[index], &action);
  set_action(URGENT, &at_end);
  give_stack(start, image);
}

// Node.js sets all below the signals of real time when it starts, whatever it was started with.
void restore_actions(const struct image *image) {
  const struct image_action *action = TABLE_OF(image, actions);
  for (int signal = 1; signal <= IMAGE_SIGNALS; signal++, action++)
    if ((signal < REAL_TIME || action->handler || action->flags) && !is_guarded(signal)) set_action(signal, action);
}
