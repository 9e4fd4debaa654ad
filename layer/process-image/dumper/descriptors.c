#include "descriptors.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { MOST_PIPE_BYTES = 4096 };

// One of the lines of /proc/…/fdinfo.
static void read_line(struct dump *dump, struct image_descriptor *noted, const char *line) {
  struct image_watch watch = {.epoll = noted->number};
  unsigned long number;
  sscanf(line, "flags: %o", &noted->flags);
  if (noted->kind == A_FILE) sscanf(line, "pos: %lu", &noted->value);
  if (noted->kind == AN_EVENTFD) {
    sscanf(line, "eventfd-count: %lx", &noted->value);
    if (sscanf(line, "eventfd-semaphore: %lu", &number) == 1) noted->other_flags = (unsigned)number;
  }
  if (sscanf(line, "tfd: %d events: %x data: %lx", &watch.number, &watch.events, &watch.data) != 3) return;
  if (dump->header.watches.count == MOST_WATCHES) fail(dump, "it watches more than %d descriptors", MOST_WATCHES);
  dump->watches[dump->header.watches.count++] = watch;
}

static void read_facts(struct dump *dump, struct image_descriptor *noted) {
  char name[64], line[256];
  snprintf(name, sizeof name, "fdinfo/%d", noted->number);
  FILE *file = open_fact(dump, name);
  if (!file) fail(dump, "descriptor %d does not tell what it is", noted->number);
  while (fgets(line, sizeof line, file)) read_line(dump, noted, line);
  fclose(file);
}

// The other end of a pipe that is noted, or nothing.
static struct image_descriptor *other_end(struct dump *dump, uint64_t pipe, const uint64_t *pipes) {
  for (uint32_t index = 0; index < dump->header.descriptors.count; index++)
    if (pipes[index] == pipe) return &dump->descriptors[index];
  return 0;
}

// libuv keeps a byte in a pipe as a lock.
static void note_contents(struct dump *dump, struct image_descriptor *noted) {
  char path[64], bytes[MOST_PIPE_BYTES];
  snprintf(path, sizeof path, "/proc/%d/fd/%d", dump->process, noted->number);
  int end = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  ssize_t count = end < 0 ? 0 : read(end, bytes, sizeof bytes);
  if (count == sizeof bytes) fail(dump, "pipe %d holds more than an image takes", noted->number);
  if (end >= 0) close(end);
  noted->value = count > 0 ? (uint64_t)count : 0;
  noted->text = note_text(dump, bytes, noted->value);
}

static void join_ends(struct image_descriptor *noted, const struct image_descriptor *end) {
  struct image_descriptor first = *noted;
  int is_reader = (first.flags & O_ACCMODE) == O_RDONLY;
  const struct image_descriptor *reader = is_reader ? &first : end, *writer = is_reader ? end : &first;
  noted->number = reader->number;
  noted->flags = reader->flags;
  noted->other = writer->number;
  noted->other_flags = writer->flags;
}

// Says whether it is a descriptor of its own.
static int note_pipe(struct dump *dump, struct image_descriptor *noted, uint64_t pipe, uint64_t *pipes) {
  struct image_descriptor *other = other_end(dump, pipe, pipes);
  if (other) {
    if (other->other >= 0) fail(dump, "pipe %d has more than two ends, which an image cannot have", noted->number);
    join_ends(other, noted);
    return 0;
  }
  note_contents(dump, noted);
  pipes[dump->header.descriptors.count] = pipe;
  return 1;
}

static int option_of(int socket, int name) {
  int value = 0;
  socklen_t bytes = sizeof value;
  return getsockopt(socket, SOL_SOCKET, name, &value, &bytes) < 0 ? -1 : value;
}

static void note_socket(struct dump *dump, struct image_descriptor *noted) {
  int process = (int)syscall(SYS_pidfd_open, dump->process, 0);
  int socket = (int)syscall(SYS_pidfd_getfd, process, noted->number, 0);
  if (socket < 0) fail(dump, "socket %d cannot be looked at (%s)", noted->number, strerror(errno));
  if (option_of(socket, SO_ACCEPTCONN) == 1) fail(dump, "it listens on socket %d, which an image cannot", noted->number);
  noted->kind = option_of(socket, SO_TYPE) == SOCK_DGRAM ? A_CLOSED_DATAGRAM : A_CLOSED_STREAM;
  noted->value = (uint64_t)option_of(socket, SO_DOMAIN);
  close(socket);
  close(process);
}

static void note_file(struct dump *dump, struct image_descriptor *noted, const char *path) {
  noted->kind = A_FILE;
  read_facts(dump, noted);
  int writes = (noted->flags & O_ACCMODE) != O_RDONLY && strcmp(path, "/dev/null") != 0;
  if (access(path, F_OK) < 0 || strncmp(path, "/proc/", 6) == 0)
    fail(dump, "%s is open (descriptor %d), and not there any more when the image is used", path, noted->number);
  if (writes) fail(dump, "%s is open to be written (descriptor %d), which an image cannot go on with", path, noted->number);
  noted->text = note_text(dump, path, strlen(path) + 1);
}

// Says whether it is a descriptor of its own.
static int note_kind(struct dump *dump, struct image_descriptor *noted, const char *link, uint64_t *pipes) {
  uint64_t pipe;
  int is_pipe = sscanf(link, "pipe:[%lu]", &pipe) == 1;
  noted->kind = A_PIPE;
  if (strcmp(link, "anon_inode:[eventfd]") == 0) noted->kind = AN_EVENTFD;
  if (strcmp(link, "anon_inode:[eventpoll]") == 0) noted->kind = AN_EPOLL;
  if (link[0] == '/') note_file(dump, noted, link);
  else read_facts(dump, noted);
  if (is_pipe) return note_pipe(dump, noted, pipe, pipes);
  if (strncmp(link, "socket:", 7) == 0) note_socket(dump, noted);
  if (noted->kind == A_PIPE) fail(dump, "descriptor %d is %s, which an image cannot have", noted->number, link);
  return 1;
}

static void note_descriptor(struct dump *dump, int number, uint64_t *pipes) {
  char name[64], link[4096];
  if (dump->header.descriptors.count == MOST_DESCRIPTORS) fail(dump, "it has more than %d files open", MOST_DESCRIPTORS);
  struct image_descriptor *noted = &dump->descriptors[dump->header.descriptors.count];
  *noted = (struct image_descriptor){.number = number, .other = -1};
  snprintf(name, sizeof name, "fd/%d", number);
  if (read_fact_link(dump, name, link, sizeof link) < 0) return;
  if (note_kind(dump, noted, link, pipes)) dump->header.descriptors.count++;
}

// What another process reads from would be read from by nobody.
static void fail_on_foreign_ends(struct dump *dump) {
  const struct image_descriptor *noted = dump->descriptors;
  for (uint32_t index = 0; index < dump->header.descriptors.count; index++, noted++)
    if (noted->kind == A_PIPE && noted->other < 0 && (noted->flags & O_ACCMODE) != O_RDONLY)
      fail(dump, "pipe %d is read by another process, which an image cannot have", noted->number);
}

void note_descriptors(struct dump *dump) {
  static uint64_t pipes[MOST_DESCRIPTORS];
  char path[64];
  snprintf(path, sizeof path, "/proc/%d/fd", dump->process);
  DIR *folder = opendir(path);
  if (!folder) fail(dump, "%s cannot be read (%s)", path, strerror(errno));
  for (struct dirent *entry; (entry = readdir(folder));) {
    int number = atoi(entry->d_name);
    if (number >= IMAGE_FIRST_DESCRIPTOR) note_descriptor(dump, number, pipes);
  }
  closedir(folder);
  fail_on_foreign_ends(dump);
}
