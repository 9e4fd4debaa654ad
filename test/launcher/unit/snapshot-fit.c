#include "snapshot-fit.h"
#include "exact-room.h"
#include "expect.h"
#include "real-system.h"

enum { MOST_BYTES = 200 };

static byte asked[MOST_BYTES];
static u64 asked_bytes;

static void ask(u32 kind, const char *content, u32 bytes) {
  u32 header[] = {kind, bytes};
  memcpy(asked + asked_bytes, header, sizeof header);
  memcpy(asked + asked_bytes + sizeof header, content, bytes);
  asked_bytes += sizeof header + bytes;
}

// A function whose snapshot is there.
static const char *reason(u64 cut_off) {
  static char folder[] = "/tmp/snapboot-fit-XXXXXX";
  static char *variables[] = {"_HANDLER=index.handler", "A=1", 0};
  struct start start = {.room = exact_room(4096), .task_root = folder, .node_version = "24.1.2"};
  start.variables = copy_variables(&start.room, variables, 0);
  EXPECT(mkdtemp(folder));
  char command[200];
  snprintf(command, sizeof command, "mkdir %s/.snapboot && echo > %s/.snapboot/snapshot.blob", folder, folder);
  EXPECT(system(command) == 0);
  byte *exact = memcpy(malloc(asked_bytes), asked, asked_bytes);
  const char *told = why_unfit(&start, (struct records){exact, exact + asked_bytes - cut_off});
  snprintf(command, sizeof command, "rm -r %s", folder);
  EXPECT(system(command) == 0);
  return told;
}

static void fits(void) {
  ask(NODE_VERSION, "24.1.2", 7);
  ask(VARIABLE_EQUALS, "A\0001", 4);
  ask(99, "later", 6);
  EXPECT(!reason(0));
}

static void cut_off(void) {
  ask(NODE_VERSION, "24.1.2", 7);
  ask(VARIABLE_NOT_SET, "A", 2);
  EXPECT_TEXT(reason(2), "what its build has written is damaged");
}

static void cut_within_header(void) {
  ask(NODE_VERSION, "24.1.2", 7);
  ask(VARIABLE_NOT_SET, "", 0);
  EXPECT_TEXT(reason(3), "what its build has written is damaged");
}

static void without_end(void) {
  ask(TASK_ROOT, "/tmp", 4);
  EXPECT_TEXT(reason(0), "what its build has written is damaged");
}

static void without_value(void) {
  ask(VARIABLE_EQUALS, "A", 2);
  EXPECT_TEXT(reason(0), "A had another value when it was built");
}

static void value_without_end(void) {
  ask(VARIABLE_EQUALS, "A\0001", 3);
  EXPECT_TEXT(reason(0), "A had another value when it was built");
}

TESTS({"a snapshot fits, whatever else is asked that is not known", fits},
      {"one whose conditions are cut off does not: the last may be the one that does not fit", cut_off},
      {"nor one that is cut off within what begins a condition", cut_within_header},
      {"nor one with a text that does not end", without_end},
      {"nor one that asks for a variable without a value", without_value},
      {"nor one whose value does not end", value_without_end})
