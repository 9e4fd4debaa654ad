#include "snapshot.h"
#include "child.h"
#include "loaded-file.h"
#include "snapshot-fit.h"

static void say_unused(const char *reason) {
  TELL("snapboot: the snapshot is not used, the function starts without it: ", reason);
}

// The mark is there until the function waits for its first event: it takes the file away.
static char *make_mark(struct start *start) {
  const char *folder = value_of(&start->variables, "TMPDIR");
  char *mark = JOINED(&start->room, folder, "/.snapboot-waking-", decimal(&start->room, (u64)own_process()));
  long file = mark ? create_file(mark) : NO_SUCH_FILE;
  if (file < 0) {
    say_unused(JOINED(&start->room, folder, " cannot be written"));
    return 0;
  }
  close_file(file);
  return mark;
}

static int run_with_snapshot(struct start *start, const char *script, const char *mark) {
  struct arguments arguments = start->arguments;
  add_argument(&arguments, "--snapshot-blob");
  add_argument(&arguments, snapshot_file(start));
  add_argument(&arguments, script);
  SET_VARIABLE(&start->room, &start->variables, "SNAPBOOT_SNAPSHOT_MARK", mark);
  int status = run_child(arguments.list + 1, start->variables.list);
  unset_variable(&start->variables, "SNAPBOOT_SNAPSHOT_MARK");
  return status;
}

void start_from_snapshot(struct start *start, const char *script) {
  const char *mode = filled_value_of(&start->variables, "SNAPBOOT_BOOT");
  if (!start->task_root || (mode && !is_same(mode, "image"))) return;
  const char *path = JOINED(&start->room, start->task_root, "/.snapboot/boot");
  struct records asked = path ? load_records(&start->room, path) : (struct records){0, 0};
  if (asked.at == asked.end) return;
  const char *reason = why_unfit(start, asked);
  if (reason) return say_unused(reason);
  const char *mark = make_mark(start);
  if (!mark) return;
  int status = run_with_snapshot(start, script, mark);
  if (remove_file(mark) == NO_SUCH_FILE) end_as(status);
  say_unused(JOINED(&start->room, "Node.js ended with ", decimal(&start->room, (u64)exit_code_of(status))));
}
