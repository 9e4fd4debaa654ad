#include "given.h"
#include "expect.h"
#include "real-system.h"

enum { OTHER_FACT = 3, NAME_OF_PROGRAM = 31 };

static void usual(void) {
  long stack[] = {2, (long)"bootstrap", (long)"an argument", 0, (long)"A=1", (long)"BC=", 0, OTHER_FACT, 9,
                  NAME_OF_PROGRAM, (long)"/opt/bootstrap", 0, 0};
  struct given given = read_stack(stack);
  EXPECT(given.variables == (char **)(stack + 4) && given.variable_bytes == 3 + 3 + 2 * 8);
  EXPECT_TEXT(given.program, "/opt/bootstrap");
}

static void nothing(void) {
  long stack[] = {0, 0, 0, NAME_OF_PROGRAM, (long)"/opt/bootstrap", 0, 0};
  struct given given = read_stack(stack);
  EXPECT(!*given.variables && given.variable_bytes == 0);
  EXPECT_TEXT(given.program, "/opt/bootstrap");
}

static void places(void) {
  enum { CAPABILITIES = 16, MORE_CAPABILITIES = 26, VDSO = 33 };
  char *pages = aligned_alloc(PAGE_BYTES, 2 * PAGE_BYTES);
  strcpy(pages + PAGE_BYTES - 3, "/opt");
  long stack[] = {1, (long)"bootstrap", 0, 0, CAPABILITIES, 5, MORE_CAPABILITIES, 6, VDSO, 0x7000, NAME_OF_PROGRAM,
                  (long)pages + PAGE_BYTES - 3, 0, 0};
  struct given given = read_stack(stack);
  EXPECT(given.stack == (u64)stack && given.stack_end == (u64)pages + 2 * PAGE_BYTES - PAGE_BYTES);
  EXPECT(given.vdso == 0x7000 && given.capabilities == 5 && given.more_capabilities == 6);
}

static void argument(void) {
  long none[] = {1, (long)"bootstrap", 0, 0, 0, 0}, no_name[] = {0, 0, 0, 0, 0};
  long two[] = {3, (long)"bootstrap", (long)"first", (long)"second", 0, 0, 0, 0};
  EXPECT(!read_stack(none).argument && !read_stack(no_name).argument);
  EXPECT_TEXT(read_stack(two).argument, "first");
}

static void no_facts(void) {
  long stack[] = {1, (long)"bootstrap", 0, (long)"A=1", 0, OTHER_FACT, NAME_OF_PROGRAM, 0, 0};
  EXPECT(!read_stack(stack).program);
}

TESTS({"the variables and the name of the program are found behind the arguments", usual},
      {"also where there are neither arguments nor variables", nothing},
      {"the stack ends with the page of the name, and the vDSO is where the kernel says", places},
      {"of the arguments the first counts", argument},
      {"the value of another fact is no name of the program", no_facts})
