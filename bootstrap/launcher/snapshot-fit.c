#include "snapshot-fit.h"
#include "conditions.h"
#include "file-facts.h"

const char *snapshot_file(struct start *start) {
  return JOINED(&start->room, start->task_root, "/.snapboot/snapshot.blob");
}

static const char *why_not_here(struct start *start) {
  const char *file = snapshot_file(start);
  if (!file || facts_of(file).bytes == 0) return "the file is missing";
  if (filled_value_of(&start->variables, "AWS_LAMBDA_EXEC_WRAPPER")) return "there is an AWS_LAMBDA_EXEC_WRAPPER";
  return 0;
}

const char *why_unfit(struct start *start, struct records asked) {
  const char *reason = why_not_here(start);
  return reason ? reason : why_conditions_fail(start, asked);
}
