#include "image/guard.h"
#include <setjmp.h>
#include "exact-room.h"
#include "expect.h"
#include "small-image.h"

// What was executed, and what was asked before.
static jmp_buf executed;
static char argument[4096], *const *given_variables;
static long layout, set_layout = -1, execute_result;
static int ended_with;

long system_call(long number, long a, long b, long c, long d, long e, long f) {
  (void)d, (void)e, (void)f;
  switch (number) {
    case CALL_EXECVE:
      EXPECT_TEXT(((const char **)b)[0], (const char *)a);
      EXPECT(!((const char **)b)[2]);
      snprintf(argument, sizeof argument, "%s", ((const char **)b)[1]);
      given_variables = (char *const *)c;
      if (execute_result) return execute_result;
      longjmp(executed, 1);
    case CALL_PERSONALITY:
      if (a >= 0) set_layout = a;
      return layout;
    case CALL_EXIT_GROUP: ended_with = (int)a; longjmp(executed, 1);
    default: return 0;
  }
}

static char *variables[] = {"A=1", 0};

static struct given given_with(const char *first) { return (struct given){.variables = variables, .argument = first}; }

// With this program as the one that guards.
static void start_with(const char *reason) {
  struct start start = {.program = "/opt/bootstrap"};
  struct given given = given_with(0);
  struct image image = {small_image(), 3, -1};
  guard_init(&start, &given, &image);
  if (!setjmp(executed)) start_again(reason);
}

static void reasons(void) {
  start_with("it is damaged");
  EXPECT_TEXT(argument, "--without-image=it is damaged");
  struct given given = given_with(argument), others[] = {given_with(0), given_with("--another-layout=1"), given_with("x")};
  EXPECT_TEXT(why_started_again(&given), "it is damaged");
  for (int index = 0; index < 3; index++) EXPECT(!why_started_again(&others[index]));
}

static void long_reason(void) {
  char reason[2000];
  memset(reason, 'x', sizeof reason);
  reason[sizeof reason - 1] = 0;
  start_with(reason);
  EXPECT(strlen(argument) == 511 && strncmp(argument, "--without-image=xxx", 19) == 0);
}

static void layout_after(const char *first, const char *expected) {
  struct start start = {.room = exact_room(1000), .program = "/opt/bootstrap"};
  struct given given = given_with(first);
  if (!setjmp(executed)) start_with_another_layout(&start, &given);
  EXPECT_TEXT(argument, expected);
  EXPECT(given_variables == variables);
}

static void layouts(void) {
  layout_after(0, "--another-layout=1");
  layout_after("--another-layout=1", "--another-layout=2");
  layout_after("--another-layout=7", "--another-layout=8");
  layout_after("--another-layout=8", "--without-image=this process has its own memory where the image has some");
  layout_after("--another-layout=x", "--another-layout=1");
}

static void personality(void) {
  layout = 0x0240008;
  layout_after(0, "--another-layout=1");
  EXPECT(set_layout == 8);
}

static void nothing_there(void) {
  execute_result = NO_SUCH_FILE;
  start_with("it is damaged");
  EXPECT(ended_with == 126);
}

TESTS({"a start without the image is told why", reasons},
      {"a long reason is cut", long_reason},
      {"another layout is tried eight times", layouts},
      {"a layout that is the same each time is given up", personality},
      {"where this program is not there any more the process ends", nothing_there})
