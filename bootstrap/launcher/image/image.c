#include "image.h"
#include "../file-facts.h"
#include "fit.h"
#include "guard.h"
#include "image-file.h"
#include "restore.h"

// The packages that it has loaded lie beside it, where Lambda has all layers. The launcher itself may lie elsewhere.
static const char sdk_image[] = "/opt/snapboot/sdk-image";

static void say_unused(const char *reason) {
  TELL("snapboot: the process image is not used, the function starts without it: ", reason);
}

// Whether the user lets an image be used: SNAPBOOT_BOOT names the fastest way to start that he wants.
static int is_allowed(const struct start *start) {
  const char *mode = filled_value_of(&start->variables, "SNAPBOOT_BOOT");
  return !mode || is_same(mode, "image");
}

// Comes back with the reason where the image is not used, and with nothing where there is none.
static const char *why_not_from(struct start *start, const struct given *given, const char *path, const char *script) {
  if (!path || facts_of(path).kind != FILE_OF_BYTES) return 0;
  struct image image = {0};
  const char *reason = open_image(&image, path);
  if (!reason) reason = why_image_unfit(start, given, &image);
  if (!reason) restore(start, given, &image, script);
  close_image(&image);
  return reason;
}

static const char *why_not_from_function(struct start *start, const struct given *given, const char *script) {
  if (!start->task_root) return 0;
  return why_not_from(start, given, JOINED(&start->room, start->task_root, "/.snapboot/image"), script);
}

void start_from_image(struct start *start, const struct given *given, const char *script) {
  if (!is_allowed(start)) return;
  const char *reason = why_started_again(given);
  if (reason) return say_unused(reason);
  reason = why_not_from_function(start, given, script);
  if (reason) say_unused(reason);
  // One line is told, of what was there to be used first.
  const char *second = why_not_from(start, given, sdk_image, script);
  if (second && !reason) say_unused(second);
  const char *third = why_not_from(start, given, JOINED(&start->room, start->folder, "/snapboot/image"), script);
  if (third && !reason && !second) say_unused(third);
}
