#include "image.h"
#include "../file-facts.h"
#include "fit.h"
#include "guard.h"
#include "image-file.h"
#include "restore.h"

enum { HANDLED = 1, NOT_THERE = 0 };

static void say_unused(const char *reason) {
  TELL("snapboot: the process image is not used, the function starts without it: ", reason);
}

// Whether the user lets an image be used: SNAPBOOT_BOOT names the fastest way to start that he wants.
static int is_allowed(const struct start *start) {
  const char *mode = filled_value_of(&start->variables, "SNAPBOOT_BOOT");
  return !mode || is_same(mode, "image");
}

static int start_from(struct start *start, const struct given *given, const char *path, const char *script) {
  if (!path || facts_of(path).kind != FILE_OF_BYTES) return NOT_THERE;
  struct image image = {0};
  const char *reason = open_image(&image, path);
  if (!reason) reason = why_image_unfit(start, given, &image);
  if (!reason) restore(start, given, &image, script);
  close_image(&image);
  say_unused(reason);
  return HANDLED;
}

void start_from_image(struct start *start, const struct given *given, const char *script) {
  if (!is_allowed(start)) return;
  const char *reason = why_started_again(given);
  if (reason) return say_unused(reason);
  if (start->task_root &&
      start_from(start, given, JOINED(&start->room, start->task_root, "/.snapboot/image"), script) == HANDLED)
    return;
  start_from(start, given, JOINED(&start->room, start->folder, "/snapboot/image"), script);
}
