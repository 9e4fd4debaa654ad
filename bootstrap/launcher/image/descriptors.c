#include "descriptors.h"
#include "resume.h"

enum { NON_BLOCKING = 04000, SET_FLAGS = 4, ADD_WATCH = 1, STREAM = 1, DATAGRAM = 2, LOCAL = 1, SEMAPHORE = 1 };

static int is_open(long descriptor) { return descriptor >= 0; }

// Gives a descriptor its number; a failure before is passed on.
static long move(long from, int number, u32 flags) {
  if (from < 0 || from == number) return from;
  long moved = system_call(CALL_DUP3, from, number, flags & CLOSE_ON_EXEC, 0, 0, 0);
  close_file(from);
  return moved;
}

static void set_flags(long descriptor, u32 flags) {
  if (flags & NON_BLOCKING) system_call(CALL_FCNTL, descriptor, SET_FLAGS, NON_BLOCKING, 0, 0, 0);
}

static long open_pipe(const struct image_descriptor *asked, const char *bytes) {
  int ends[2];
  struct stretch held = {bytes, asked->value};
  long failed = system_call(CALL_PIPE2, (long)ends, 0, 0, 0, 0, 0);
  if (failed < 0) return failed;
  // The other end may not have the number that this one gets.
  if (ends[1] >= IMAGE_GUARD_DESCRIPTOR) return TOO_MANY_FILES;
  if (asked->value > 0) write_all(ends[1], &held, 1);
  set_flags(ends[0], asked->flags);
  set_flags(ends[1], asked->other_flags);
  long reader = move(ends[0], asked->number, asked->flags);
  if (asked->other < 0) close_file(ends[1]);
  else if (move(ends[1], asked->other, asked->other_flags) < 0) return NO_SUCH_FILE;
  return reader;
}

static long open_again(const struct image_descriptor *asked, const char *path) {
  long file = system_call(CALL_OPENAT, HERE, (long)path, asked->flags & ~(u32)CLOSE_ON_EXEC, 0, 0, 0);
  if (file >= 0 && asked->value > 0) system_call(CALL_LSEEK, file, (long)asked->value, 0, 0, 0, 0);
  return file;
}

// One whose other end was closed: what was connected at the build finds its connection at an end.
static long open_closed_stream(const struct image_descriptor *asked) {
  int ends[2];
  long failed = system_call(CALL_SOCKETPAIR, LOCAL, STREAM | (asked->flags & NON_BLOCKING), 0, (long)ends, 0, 0);
  if (failed < 0) return failed;
  close_file(ends[1]);
  return ends[0];
}

static long open_one(const struct image_descriptor *asked, const char *text) {
  switch (asked->kind) {
    case AN_EVENTFD:
      return system_call(CALL_EVENTFD2, (long)asked->value, (asked->flags & NON_BLOCKING) | (asked->other_flags & SEMAPHORE), 0, 0, 0, 0);
    case AN_EPOLL: return system_call(CALL_EPOLL_CREATE1, 0, 0, 0, 0, 0, 0);
    case A_FILE: return open_again(asked, text + asked->text);
    case A_CLOSED_DATAGRAM:
      return system_call(CALL_SOCKET, (long)asked->value, DATAGRAM | (asked->flags & NON_BLOCKING), 0, 0, 0, 0);
    default: return open_closed_stream(asked);
  }
}

static const char *open_image_descriptors(struct start *start, const struct image *image) {
  const struct image_descriptor *asked = TABLE_OF(image, descriptors);
  const char *text = TABLE_OF(image, text);
  for (u32 index = 0; index < image->header->descriptors.count; index++, asked++) {
    long opened = asked->kind == A_PIPE ? open_pipe(asked, text + asked->text)
                                        : move(open_one(asked, text), asked->number, asked->flags);
    if (is_open(opened)) continue;
    return asked->kind == A_FILE ? JOINED(&start->room, text + asked->text, " cannot be opened again")
                                 : "what it had open cannot be opened again";
  }
  return 0;
}

static void watch_again(const struct image *image) {
  const struct image_watch *asked = TABLE_OF(image, watches);
  for (u32 index = 0; index < image->header->watches.count; index++, asked++) {
    struct kernel_event event = {asked->events, asked->data};
    system_call(CALL_EPOLL_CTL, asked->epoll, ADD_WATCH, asked->number, (long)&event, 0, 0);
  }
}

// The command line that a start without the image would have had: the process finds it in the read that it sleeps in.
static const char *open_wake(struct start *start, const char *script) {
  struct stretch stretches[MAX_ARGUMENTS + 2];
  int ends[2], count = 0;
  long bytes = 0;
  for (const char *const *argument = start->arguments.list + 1; *argument; argument++)
    stretches[count++] = (struct stretch){*argument, length_of(*argument) + 1};
  stretches[count++] = (struct stretch){script, length_of(script) + 1};
  for (int index = 0; index < count; index++) bytes += (long)stretches[index].bytes;
  if (system_call(CALL_PIPE2, (long)ends, 0, 0, 0, 0, 0) < 0) return "there is no pipe";
  // More than the pipe takes would wait for a reader.
  set_flags(ends[1], NON_BLOCKING);
  if (write_all(ends[1], stretches, count) != bytes) return "the path of the layer is too long";
  close_file(ends[1]);
  return is_open(move(ends[0], IMAGE_WAKE_DESCRIPTOR, CLOSE_ON_EXEC)) ? 0 : "there is no pipe";
}

const char *open_descriptors(struct start *start, const struct image *image, const char *script) {
  const char *reason = open_image_descriptors(start, image);
  if (reason) return reason;
  watch_again(image);
  return open_wake(start, script);
}

void close_image_files(struct image *image) {
  close_file(image->file);
  close_file(image->node);
  image->file = image->node = -1;
}
