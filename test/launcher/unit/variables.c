#include "variables.h"
#include "exact-room.h"
#include "expect.h"
#include "real-system.h"

static char *given[] = {"PATH=/bin", "A=1", "AB=2", "A=3", "no value", "EMPTY=", "EQUAL==x", 0};

static struct variables copied(struct room *room, u64 more) { return copy_variables(room, given, more); }

static void values(void) {
  struct room room = exact_room(1000);
  struct variables variables = copied(&room, 0);
  EXPECT_TEXT(value_of(&variables, "A"), "1");
  EXPECT_TEXT(value_of(&variables, "EQUAL"), "=x");
  EXPECT_TEXT(value_of(&variables, "EMPTY"), "");
  EXPECT(!filled_value_of(&variables, "EMPTY") && !value_of(&variables, "no value") && !value_of(&variables, "PAT"));
}

static void set_in_place(void) {
  struct room room = exact_room(1000);
  struct variables variables = copied(&room, 0);
  SET_VARIABLE(&room, &variables, "A", "x", "y");
  EXPECT(variables.count == 7 && !variables.list[7]);
  EXPECT_TEXT(variables.list[1], "A=xy");
  EXPECT_TEXT(variables.list[3], "A=3");
  EXPECT_TEXT(given[1], "A=1");
}

static void set_new(void) {
  struct room room = exact_room(1000);
  struct variables variables = copied(&room, 1);
  SET_VARIABLE(&room, &variables, "ONE", "1");
  SET_VARIABLE(&room, &variables, "TWO", "2");
  EXPECT(variables.count == 8 && !variables.list[8] && !value_of(&variables, "TWO"));
  EXPECT_TEXT(variables.list[7], "ONE=1");
}

static void without_room(void) {
  struct room room = exact_room(8 * 9);
  struct variables variables = copied(&room, 1);
  EXPECT(variables.list);
  SET_VARIABLE(&room, &variables, "A", "x");
  EXPECT_TEXT(value_of(&variables, "A"), "1");
  EXPECT(variables.count == 7);
}

static void without_memory(void) {
  struct room room = exact_room(8 * 7);
  EXPECT(!copied(&room, 0).list);
}

static void none(void) {
  struct room room = exact_room(100);
  char *nothing[] = {0};
  struct variables variables = copy_variables(&room, nothing, 1);
  SET_VARIABLE(&room, &variables, "A", "1");
  EXPECT(variables.count == 1 && !variables.list[1]);
}

TESTS({"of variables that are there twice the first counts, as for getenv", values},
      {"a variable that is set takes the place of the first, and no other changes", set_in_place},
      {"no more are new than there is room for", set_new},
      {"one that finds no room stays as it was", without_room},
      {"without memory there is no list", without_memory},
      {"an environment without variables gets its first", none})
