#include "conditions.h"
#include "exact-room.h"
#include "expect.h"
#include "real-system.h"

// Why one condition does not hold for a function whose handler is index.handler, with A=1.
// `cut_off` bytes of the record are not there.
static const char *fault_of(u32 kind, const char *content, u32 bytes, u64 cut_off) {
  static char *variables[] = {"_HANDLER=index.handler", "A=1", "EMPTY=", 0};
  struct start start = {.room = exact_room(4096), .task_root = "/var/task", .node_version = "24.1.2"};
  start.runtime_build = "a1";
  start.variables = copy_variables(&start.room, variables, 0);
  u32 header[] = {kind, bytes};
  byte *record = malloc(sizeof header + bytes);
  memcpy(record, header, sizeof header);
  memcpy(record + sizeof header, content, bytes);
  return why_conditions_fail(&start, (struct records){record, record + sizeof header + bytes - cut_off});
}

#define FAULT(kind, content) fault_of(kind, content, sizeof(content), 0)

static void hold(void) {
  EXPECT(!FAULT(NODE_VERSION, "24.1.2") && !FAULT(BUILT_FOR, ARCHITECTURE) && !FAULT(TASK_ROOT, "/var/task"));
  EXPECT(!FAULT(HANDLER_MODULE, "index") && !FAULT(VARIABLE_EQUALS, "A\0001") && !FAULT(VARIABLE_EQUALS, "EMPTY\0"));
  EXPECT(!FAULT(RUNTIME_BUILD, "a1"));
  EXPECT(!FAULT(VARIABLE_NOT_SET, "B") && !FAULT(VARIABLE_NOT_SET, "") && !FAULT(99, "of a later version"));
}

static void other_places(void) {
  EXPECT_TEXT(FAULT(NODE_VERSION, "24.1.3"), "it is for Node.js 24.1.3, not 24.1.2");
  EXPECT_TEXT(FAULT(BUILT_FOR, "z80"), "it is for z80, not " ARCHITECTURE);
  EXPECT_TEXT(FAULT(TASK_ROOT, "/task"), "it keeps the path /task, and the function lies elsewhere");
  EXPECT_TEXT(FAULT(RUNTIME_BUILD, "a"), "it has the runtime of another build than this layer's");
  EXPECT_TEXT(FAULT(HANDLER_MODULE, "ind"), "it is for another handler than index.handler");
  EXPECT_TEXT(FAULT(HANDLER_MODULE, "index.other"), "it is for another handler than index.handler");
}

static void other_variables(void) {
  EXPECT_TEXT(FAULT(VARIABLE_EQUALS, "A\0002"), "A had another value when it was built");
  EXPECT_TEXT(FAULT(VARIABLE_EQUALS, "A\00011"), "A had another value when it was built");
  EXPECT_TEXT(FAULT(VARIABLE_EQUALS, "B\0001"), "B had another value when it was built");
  EXPECT_TEXT(FAULT(VARIABLE_NOT_SET, "A"), "A was not set when it was built");
  EXPECT_TEXT(FAULT(VARIABLE_NOT_SET, "EMPTY"), "EMPTY was not set when it was built");
}

static void files(void) {
  EXPECT_TEXT(FAULT(FUNCTION_FILE, "\1\0\0\0\0\0\0\0a.js"), "a.js is not the one that was loaded when it was built");
  EXPECT_TEXT(fault_of(FUNCTION_FILE, "\1\0\0\0\0\0\0", 7, 0), "what its build has written is damaged");
  EXPECT_TEXT(fault_of(FUNCTION_FILE, "\1\0\0\0\0\0\0\0a", 9, 0), "what its build has written is damaged");
}

static void damaged(void) {
  static const char told[] = "what its build has written is damaged";
  EXPECT_TEXT(fault_of(NODE_VERSION, "24.1.2", 6, 0), told);
  EXPECT_TEXT(fault_of(99, "x", 0, 0), told);
  EXPECT_TEXT(fault_of(VARIABLE_NOT_SET, "A", 2, 2), told);
  EXPECT_TEXT(fault_of(VARIABLE_NOT_SET, "", 0, 3), told);
}

static void without_value(void) {
  EXPECT_TEXT(FAULT(VARIABLE_EQUALS, "A"), "A had another value when it was built");
  EXPECT_TEXT(fault_of(VARIABLE_EQUALS, "A\0001", 3, 0), "A had another value when it was built");
}

TESTS({"a place fits that is as it was asked for", hold},
      {"another Node.js, processor, folder or handler does not, and is named", other_places},
      {"a variable that is another one, or there at all, is named", other_variables},
      {"a file of the function that is not there is named", files},
      {"what has no end fits nowhere: it may be what does not fit", damaged},
      {"nor does a variable without a value, or without the end of one", without_value})
