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

static void no_facts(void) {
  long stack[] = {1, (long)"bootstrap", 0, (long)"A=1", 0, OTHER_FACT, NAME_OF_PROGRAM, 0, 0};
  EXPECT(!read_stack(stack).program);
}

TESTS({"the variables and the name of the program are found behind the arguments", usual},
      {"also where there are neither arguments nor variables", nothing},
      {"the value of another fact is no name of the program", no_facts})
