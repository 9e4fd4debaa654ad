#include "image/descriptors.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>
#include "exact-room.h"
#include "expect.h"
#include "real-system.h"
#include "small-image.h"

static const char text[] = "x/etc/passwd\0/nowhere/file";

static const char *open_all(const struct image_descriptor *asked, u32 count, const char *script) {
  struct image_header *header = realloc(small_image(), SMALL_HEADER_BYTES);
  struct start start = {.room = exact_room(1000)};
  struct image image = {header, -1, -1};
  const struct image_watch watches[] = {{70, 64, EPOLLIN, 0, 0x123456789abcdeful}};
  set_table(header, &header->descriptors, asked, sizeof *asked, count);
  SET_TABLE(header, text, text);
  SET_TABLE(header, watches, watches);
  add_argument(&start.arguments, "/opt/bin/node");
  add_argument(&start.arguments, "--flag");
  return open_descriptors(&start, &image, script);
}

#define OPEN(...)                                                         \
  open_all((const struct image_descriptor[]){__VA_ARGS__},                \
           sizeof((const struct image_descriptor[]){__VA_ARGS__}) / sizeof(struct image_descriptor), "/opt/runtime.cjs")

static int closes_on_exec(int number) { return fcntl(number, F_GETFD) == FD_CLOEXEC; }

static int how(int number) { return fcntl(number, F_GETFL) & (O_ACCMODE | O_NONBLOCK); }

static void pipes(void) {
  char byte_read;
  EXPECT(!OPEN({.kind = A_PIPE, .number = 64, .other = 65, .value = 1, .flags = O_NONBLOCK | O_CLOEXEC, .other_flags = O_WRONLY},
               {.kind = A_PIPE, .number = 67, .other = -1}, {.kind = AN_EPOLL, .number = 70, .other = -1}));
  EXPECT(how(64) == (O_RDONLY | O_NONBLOCK) && how(65) == O_WRONLY && closes_on_exec(64) && !closes_on_exec(65));
  EXPECT(read(64, &byte_read, 1) == 1 && byte_read == 'x' && read(64, &byte_read, 1) == -1 && errno == EAGAIN);
  EXPECT(write(65, "y", 1) == 1 && read(64, &byte_read, 1) == 1 && byte_read == 'y');
  // Nobody writes to it.
  EXPECT(read(67, &byte_read, 1) == 0);
}

static void watched(void) {
  struct epoll_event event;
  EXPECT(!OPEN({.kind = A_PIPE, .number = 64, .other = 65, .value = 1}, {.kind = AN_EPOLL, .number = 70, .other = -1}));
  EXPECT(epoll_wait(70, &event, 1, 0) == 1 && event.events == EPOLLIN && event.data.u64 == 0x123456789abcdeful);
}

static void counters(void) {
  u64 value;
  EXPECT(!OPEN({.kind = AN_EVENTFD, .number = 64, .other = -1, .value = 5, .flags = O_NONBLOCK | O_RDWR},
               {.kind = AN_EVENTFD, .number = 65, .other = -1, .value = 2, .flags = O_CLOEXEC | O_RDWR, .other_flags = 1}));
  EXPECT(read(64, &value, 8) == 8 && value == 5 && read(64, &value, 8) == -1 && !closes_on_exec(64) && closes_on_exec(65));
  EXPECT(read(65, &value, 8) == 8 && value == 1 && read(65, &value, 8) == 8 && value == 1);
}

static void files(void) {
  char one, expected;
  int file = open("/etc/passwd", O_RDONLY);
  EXPECT(pread(file, &expected, 1, 7) == 1);
  EXPECT(!OPEN({.kind = A_FILE, .number = 64, .other = -1, .text = 1, .value = 7, .flags = O_CLOEXEC}));
  EXPECT(lseek(64, 0, SEEK_CUR) == 7 && read(64, &one, 1) == 1 && one == expected && closes_on_exec(64));
}

static void missing(void) {
  EXPECT_TEXT(OPEN({.kind = A_FILE, .number = 64, .other = -1, .text = 13}), "/nowhere/file cannot be opened again");
}

static void sockets(void) {
  char one;
  int kind;
  socklen_t bytes = sizeof kind;
  EXPECT(!OPEN({.kind = A_CLOSED_STREAM, .number = 64, .other = -1, .flags = O_NONBLOCK | O_CLOEXEC},
               {.kind = A_CLOSED_DATAGRAM, .number = 65, .other = -1, .value = AF_INET, .flags = O_NONBLOCK}));
  EXPECT(read(64, &one, 1) == 0 && closes_on_exec(64));
  EXPECT(read(65, &one, 1) == -1 && errno == EAGAIN);
  EXPECT(getsockopt(65, SOL_SOCKET, SO_DOMAIN, &kind, &bytes) == 0 && kind == AF_INET);
}

static void wake(void) {
  char told[100] = "";
  EXPECT(!OPEN({.kind = AN_EPOLL, .number = 70, .other = -1}));
  EXPECT(read(IMAGE_WAKE_DESCRIPTOR, told, sizeof told) == 38);
  EXPECT(memcmp(told, "/opt/bin/node\0--flag\0/opt/runtime.cjs", 38) == 0 && read(IMAGE_WAKE_DESCRIPTOR, told, 1) == 0);
}

static void too_long(void) {
  char *script = calloc(1, 1 << 18);
  memset(script, 'x', (1 << 18) - 1);
  const struct image_descriptor one = {.kind = AN_EPOLL, .number = 70, .other = -1};
  EXPECT_TEXT(open_all(&one, 1, script), "the path of the layer is too long");
}

// Where few numbers are free below those of the image, an end of a pipe may get the number of the other.
static void few_numbers(void) {
  while (dup(0) < IMAGE_GUARD_DESCRIPTOR - 1) continue;
  EXPECT_TEXT(OPEN({.kind = A_PIPE, .number = 63, .other = 62}), "what it had open cannot be opened again");
  close(20);
  close(30);
  EXPECT(!OPEN({.kind = A_PIPE, .number = 64, .other = 65}));
}

static void no_files(void) {
  EXPECT_TEXT(OPEN({.kind = A_CLOSED_DATAGRAM, .number = 64, .other = -1, .value = 9999}), "what it had open cannot be opened again");
}

TESTS({"a pipe has its contents, both its ends or one, and their flags", pipes},
      {"what was watched is watched", watched},
      {"counters have their values", counters},
      {"a file is open where it was", files},
      {"one that is missing is named", missing},
      {"a socket finds its connection at an end, and one without a connection finds nothing", sockets},
      {"the process wakes with its command line", wake},
      {"one that no pipe holds is refused", too_long},
      {"a pipe is refused where its ends would be in each other's way", few_numbers},
      {"what the kernel does not open is refused", no_files})
