#include "conditions.h"
#include "file-facts.h"

static const char *why_not_on(struct start *start, const char *wanted, const char *found, const char *what) {
  return is_same(wanted, found) ? 0 : JOINED(&start->room, "it is for ", what, wanted, ", not ", found);
}

static const char *why_not_for_handler(struct start *start, const char *module) {
  const char *handler = value_of(&start->variables, "_HANDLER");
  const char *rest = handler ? after(handler, module) : 0;
  if (rest && (!*rest || *rest == '.')) return 0;
  return JOINED(&start->room, "it is for another handler than ", handler ? handler : "");
}

static const char *why_not_with_runtime(const struct start *start, const char *build) {
  int is_same_build = start->runtime_build && is_same(build, start->runtime_build);
  return is_same_build ? 0 : "it has the runtime of another build than this layer's";
}

static const char *why_not_in(struct start *start, const char *folder) {
  if (is_same(folder, start->task_root)) return 0;
  return JOINED(&start->room, "it keeps the path ", folder, ", and the function lies elsewhere");
}

static const char *why_not_with_value(struct start *start, const struct record *record, const char *name) {
  const char *wanted = text_in(record, length_of(name) + 1);
  const char *found = value_of(&start->variables, name);
  if (wanted && found && is_same(wanted, found)) return 0;
  return JOINED(&start->room, name, " had another value when it was built");
}

static const char *why_not_with(struct start *start, const char *name) {
  return value_of(&start->variables, name) ? JOINED(&start->room, name, " was not set when it was built") : 0;
}

static const char damaged[] = "what its build has written is damaged";

enum { FILE_HEADER_BYTES = 8 };

// Who changes a file and not its size goes unnoticed; to read it would take longer than to start without the image.
static const char *why_not_with_file(struct start *start, const struct record *record) {
  const byte *bytes = bytes_in(record, 0, FILE_HEADER_BYTES);
  const char *name = bytes ? text_in(record, FILE_HEADER_BYTES) : 0;
  if (!name) return damaged;
  const char *path = start->task_root ? JOINED(&start->room, start->task_root, "/", name) : name;
  struct file_facts facts = path ? facts_of(path) : (struct file_facts){.kind = NO_FILE};
  if (facts.kind == FILE_OF_BYTES && facts.bytes == u64_at(bytes)) return 0;
  const char *reason = JOINED(&start->room, name, " is not the one that was loaded when it was built");
  return reason ? reason : damaged;
}

static const char *why_not_for(struct start *start, const struct record *record) {
  if (record->kind == FUNCTION_FILE) return why_not_with_file(start, record);
  const char *text = text_in(record, 0);
  if (!text) return damaged;
  switch (record->kind) {
    case NODE_VERSION: return why_not_on(start, text, start->node_version, "Node.js ");
    case BUILT_FOR: return why_not_on(start, text, ARCHITECTURE, "");
    case HANDLER_MODULE: return why_not_for_handler(start, text);
    case RUNTIME_BUILD: return why_not_with_runtime(start, text);
    case TASK_ROOT: return why_not_in(start, text);
    case VARIABLE_EQUALS: return why_not_with_value(start, record, text);
    case VARIABLE_NOT_SET: return why_not_with(start, text);
    default: return 0;
  }
}

const char *why_conditions_fail(struct start *start, struct records asked) {
  const char *reason = 0;
  for (struct record record; !reason && next_record(&asked, &record);) reason = why_not_for(start, &record);
  // What follows a record that goes beyond the end may be what does not fit.
  return !reason && asked.at < asked.end ? damaged : reason;
}
