#include "fit.h"
#include "../conditions.h"
#include "../file-facts.h"
#include "../memory-size.h"
#include "image-checksum.h"
#include "monotonic.h"
#include "processor-features.h"
#include "resume.h"

enum { GET_FLAGS = 1 };

static const char *why_not_with_node(struct start *start, struct image *image) {
  u64 first[PAGE_BYTES / sizeof(u64)];
  const char *path = JOINED(&start->room, start->folder, "/bin/node");
  image->node = path ? open_file(path) : NO_SUCH_FILE;
  if (image->node < 0) return "there is no Node.js beside the bootstrap";
  if (facts_of_open(image->node).bytes == image->header->node_bytes &&
      read_file(image->node, first, sizeof first) == sizeof first &&
      checksum_of(checksum_begins, first, sizeof first) == image->header->node_checksum)
    return 0;
  return "it is of another Node.js than the one beside the bootstrap";
}

static const char *why_not_on_processor(const struct given *given, const struct image *image) {
  u32 found[IMAGE_FEATURES] = {0};
  processor_features(found, given->capabilities, given->more_capabilities);
  for (int index = 0; index < IMAGE_FEATURES; index++)
    if (image->header->features[index] & ~found[index]) return "the processor lacks what the one had that it was made on";
  return 0;
}

static const char *why_not_now(const struct given *given, const struct image *image) {
  // Some functions of the C library count on those of the kernel being there, if ever they were.
  if (!given->vdso) return "the kernel gives no functions of its own";
  if (monotonic_now() < image->header->monotonic_ns)
    return "this machine has not been up for long enough";
  // Random numbers are drawn anew in a process with another id.
  if ((u64)own_process() == image->header->process) return "this process has the id of the one that it was made of";
  return 0;
}

static int is_in_use(int number) { return system_call(CALL_FCNTL, number, GET_FLAGS, 0, 0, 0, 0) >= 0; }

// What this process was given stays what it is; Node.js opens the standard streams where they are closed.
static const char *why_not_with_descriptors(const struct image *image) {
  const struct image_descriptor *asked = TABLE_OF(image, descriptors);
  int is_taken = is_in_use(IMAGE_WAKE_DESCRIPTOR) || is_in_use(IMAGE_GUARD_DESCRIPTOR);
  for (u32 index = 0; index < image->header->descriptors.count; index++, asked++)
    is_taken |= is_in_use(asked->number) || (asked->other >= 0 && is_in_use(asked->other));
  // A file gets the lowest number that is free.
  if (image->file <= STDERR || image->node <= STDERR) return "a standard stream is closed";
  return is_taken ? "it was started with a file open where the image has one" : 0;
}

static const char *why_not_with_variables(struct start *start) {
  if (filled_value_of(&start->variables, "AWS_LAMBDA_EXEC_WRAPPER")) return "there is an AWS_LAMBDA_EXEC_WRAPPER";
  if (filled_value_of(&start->variables, "NODE_OPTIONS")) return "there are NODE_OPTIONS";
  if (!memory_size_of(&start->variables)) return "AWS_LAMBDA_FUNCTION_MEMORY_SIZE tells no size of memory";
  return 0;
}

const char *why_image_unfit(struct start *start, const struct given *given, struct image *image) {
  const struct image_header *header = image->header;
  const char *reason = why_not_with_variables(start);
  if (!reason) reason = why_conditions_fail(start, records_of(TABLE_OF(image, records), header->records.count));
  if (!reason) reason = why_not_on_processor(given, image);
  if (!reason) reason = why_not_now(given, image);
  if (!reason) reason = why_not_with_node(start, image);
  if (!reason) reason = why_not_with_descriptors(image);
  return reason ? reason : why_cannot_resume(given);
}
