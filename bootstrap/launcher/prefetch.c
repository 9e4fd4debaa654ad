#include "prefetch.h"
#include "loaded-file.h"
#include "page-cache.h"
#include "signals.h"

// On file systems that decompress, a request to read is served while it is made: so there are a few to make them.
enum { WORKERS = 4, MAX_SECONDS = 20 };

// Linux, include/uapi/asm-generic/signal.h
enum { ALARM = 14 };

struct timer {
  long interval_seconds, interval_us, seconds, us;
};

static const char *list_of_function(struct room *room, const struct hot_places *places) {
  return places->task_root ? JOINED(room, places->task_root, "/.snapboot/hot-pages") : 0;
}

// Nobody reads that list but a worker, so it tells whether one has been here.
static int is_function_cached(struct room *room, const struct hot_places *places) {
  const char *path = list_of_function(room, places);
  long file = path ? open_file(path) : NO_SUCH_FILE;
  if (file < 0) return 1;
  int cached = is_cached(file, 0);
  close_file(file);
  return cached;
}

static void read_list(struct room *room, struct records records, const struct hot_places *places, u32 share) {
  struct hot_files files;
  open_hot_files(room, records, places, &files);
  read_share(records, &files, share, WORKERS, read_in_background);
  close_hot_files(&files);
}

// Holds nothing open that somebody may wait for, and ends even if the storage does not answer.
static void leave_others_alone(void) {
  struct timer timer = {0, 0, MAX_SECONDS, 0};
  // Where the system cannot close all at once, those that others read from and write to are closed.
  if (system_call(CALL_CLOSE_RANGE, 0, ~0u, 0, 0, 0, 0) < 0)
    for (long file = 0; file <= STDERR; file++) close_file(file);
  reset_signal(ALARM);
  set_blocked_signals(0);
  system_call(CALL_SETITIMER, 0, (long)&timer, 0, 0, 0, 0);
}

_Noreturn static void work(struct room *room, struct records of_layer, const struct hot_places *places) {
  u32 share = 0;
  while (share + 1 < WORKERS && fork_process() > 0) share++;
  leave_others_alone();
  read_list(room, of_layer, places, share);
  const char *path = list_of_function(room, places);
  if (path) read_list(room, load_records(room, path), places, share);
  end_process(0);
}

void prefetch(struct room *room, struct records of_layer, const struct hot_places *places) {
  if (are_cached(room, of_layer, places) && is_function_cached(room, places)) return;
  // Where this is the first process, workers would become children of the function, which does not wait for them.
  if (own_process() == 1) return;
  long between = fork_process();
  if (between == 0) {
    // Its own parent ends at once, so that a worker is a child of the first process.
    if (fork_process() == 0) work(room, of_layer, places);
    end_process(0);
  }
  if (between > 0)
    while (wait_for(between) == INTERRUPTED) {}
}
