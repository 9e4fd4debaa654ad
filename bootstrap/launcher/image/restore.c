#include "restore.h"
#include "../prefetch.h"
#include "descriptors.h"
#include "guard.h"
#include "hooks.h"
#include "map-memory.h"
#include "node-path.h"
#include "resume.h"
#include "vdso.h"
#include "words.h"

enum { BLOCK = 0, SET_NAME = 15, OPEN_FILES = 7, SIGNAL_SET_BYTES = 8 };

// As Node.js does when it starts.
static void raise_open_files(void) {
  u64 limits[2];
  if (system_call(CALL_PRLIMIT64, 0, OPEN_FILES, 0, (long)limits, 0, 0) < 0 || limits[0] == limits[1]) return;
  limits[0] = limits[1];
  system_call(CALL_PRLIMIT64, 0, OPEN_FILES, (long)limits, 0, 0, 0);
}

static const void *frame_of(const struct image *image, const struct image_thread *thread) {
  return (const char *)image->header + thread->frame;
}

static void set_name(const struct image_thread *thread) {
  system_call(CALL_PRCTL, SET_NAME, (long)thread->name, 0, 0, 0, 0);
}

static const char *start_threads(const struct image *image) {
  const struct image_thread *thread = TABLE_OF(image, threads);
  for (u32 index = 1; index < image->header->threads.count; index++) {
    const struct image_thread *other = &thread[index];
    // It begins with the name of the one that starts it.
    set_name(other);
    if (start_in_frame(frame_of(image, other), other->storage, other->id_at, LIKE_A_THREAD) < 0)
      return "a thread cannot be started";
  }
  return 0;
}

_Noreturn static void go_on(const struct image *image) {
  const struct image_thread *main = TABLE_OF(image, threads);
  set_name(main);
  // From now on the kernel writes there when this thread ends.
  *(int *)main->id_at = (int)system_call(CALL_SET_TID_ADDRESS, (long)main->id_at, 0, 0, 0, 0, 0);
  go_on_in_frame(frame_of(image, main), main->storage);
}

static const char *bring_back(struct start *start, const struct given *given, struct image *image, const char *script) {
  u64 all = ~0ul;
  const char *reason = map_memory(image);
  if (!reason) reason = open_descriptors(start, image, script);
  if (!reason) reason = tell_node_path(start, image);
  if (reason) return reason;
  close_image_files(image);
  restore_vdso(image, given->vdso);
  reason = write_words(start, image);
  if (reason) return reason;
  hook_memory_calls(image);
  raise_open_files();
  // One that the function has set; else it is that of whoever starts it.
  if (image->header->umask != IMAGE_USUAL_UMASK) system_call(CALL_UMASK, image->header->umask, 0, 0, 0, 0, 0);
  // Each thread takes the signals that it blocks from its frame.
  system_call(CALL_RT_SIGPROCMASK, BLOCK, (long)&all, 0, SIGNAL_SET_BYTES, 0, 0);
  restore_actions(image);
  return start_threads(image);
}

_Noreturn void restore(struct start *start, const struct given *given, struct image *image, const char *script) {
  if (clashes(given, image)) start_with_another_layout(start, given);
  struct records records = records_of(TABLE_OF(image, records), image->header->records.count);
  prefetch(&start->room, records, &(struct hot_places){start->folder, start->task_root});
  guard_init(start, given, image);
  const char *reason = bring_back(start, given, image, script);
  if (reason) start_again(reason);
  go_on(image);
}
