#include "function-variables.h"
#include "file-facts.h"

// 24 of 24.21.0
static const char *major_of(struct room *room, const char *version) {
  char *major = JOINED(room, version);
  for (char *at = major; at && *at; at++)
    if (*at == '.') *at = 0;
  return major;
}

static const char *task_root_of(const struct variables *variables) {
  const char *root = value_of(variables, "LAMBDA_TASK_ROOT");
  return root ? root : "";
}

// As on the managed runtimes, where the last one is always /var/task.
static void set_node_path(struct room *room, struct variables *variables, const char *major) {
  const char *own = filled_value_of(variables, "NODE_PATH");
  SET_VARIABLE(room, variables, "NODE_PATH", own ? own : "", own ? ":" : "", "/opt/nodejs/node", major,
               "/node_modules:/opt/nodejs/node_modules:/var/runtime/node_modules:/var/runtime:", task_root_of(variables));
}

// Whether a folder is one of those between the colons of a list.
static int is_listed(const char *list, const char *folder) {
  while (list) {
    const char *rest = after(list, folder);
    if (rest && (!*rest || *rest == ':')) return 1;
    while (*list && *list != ':') list++;
    list = *list ? list + 1 : 0;
  }
  return 0;
}

// Lambda looks in the lib beside this file anyway, unless the function's own LD_LIBRARY_PATH leaves it out; others do not.
static void set_library_path(struct room *room, struct variables *variables, const char *folder) {
  const char *library_folder = JOINED(room, folder, "/lib");
  const char *own = filled_value_of(variables, "LD_LIBRARY_PATH");
  if (!library_folder || is_listed(own, library_folder)) return;
  const char *library = JOINED(room, library_folder, "/libatomic.so.1");
  if (!library || facts_of(library).kind == NO_FILE) return;
  SET_VARIABLE(room, variables, "LD_LIBRARY_PATH", own ? own : "", own ? ":" : "", library_folder);
}

// What Node.js has compiled of a function may lie beside it: `snapboot function cache`.
static void set_compile_cache(struct room *room, struct variables *variables) {
  const char *mode = filled_value_of(variables, "SNAPBOOT_BOOT");
  if (filled_value_of(variables, "NODE_COMPILE_CACHE") || (mode && is_same(mode, "plain"))) return;
  const char *cache = JOINED(room, task_root_of(variables), "/.snapboot/compile-cache");
  if (!cache || facts_of(cache).kind != FOLDER) return;
  SET_VARIABLE(room, variables, "NODE_COMPILE_CACHE", cache);
  SET_VARIABLE(room, variables, "NODE_COMPILE_CACHE_PORTABLE", "1");
}

void set_function_variables(struct room *room, struct variables *variables, const char *folder,
                            const char *node_version) {
  const char *major = major_of(room, node_version);
  if (!major) return;
  set_node_path(room, variables, major);
  // Lambda sets it on its managed runtimes alone, and tools tell by it that they are on Lambda.
  if (!value_of(variables, "AWS_EXECUTION_ENV"))
    SET_VARIABLE(room, variables, "AWS_EXECUTION_ENV", "AWS_Lambda_nodejs", major, ".x");
  if (!filled_value_of(variables, "TMPDIR")) SET_VARIABLE(room, variables, "TMPDIR", "/tmp");
  const char *path = filled_value_of(variables, "PATH");
  SET_VARIABLE(room, variables, "PATH", folder, "/bin", path ? ":" : "", path ? path : "");
  set_library_path(room, variables, folder);
  set_compile_cache(room, variables);
}
