// A process that is dumped: it makes what its argument names, and sleeps.
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/timerfd.h>
#include <sys/wait.h>
#include <unistd.h>

enum { WAKE = 63, PAGE = 4096 };

static void *sleep_on(void *number) {
  char byte;
  return read(*(int *)number, &byte, 1) == 0 ? number : 0;
}

static void *run(void *nothing) {
  pthread_setname_np(pthread_self(), "busy");
  for (volatile long at = 0;; at++) continue;
  return nothing;
}

static void *nap(void *nothing) {
  pthread_setname_np(pthread_self(), "napping");
  for (;;) usleep(100000000);
  return nothing;
}

// They sleep in the other end of this one.
static void start_threads(int count) {
  static int ends[2];
  pthread_attr_t small;
  pthread_attr_init(&small);
  pthread_attr_setstacksize(&small, 64 << 10);
  if (pipe2(ends, O_CLOEXEC) < 0) exit(9);
  for (pthread_t thread; count > 0; count--)
    if (pthread_create(&thread, &small, sleep_on, ends)) exit(9);
}

static void start_thread(void *(*body)(void *)) {
  pthread_t thread;
  if (pthread_create(&thread, 0, body, 0)) exit(9);
}

static void map(long bytes, int access, int how) {
  if (mmap(0, (size_t)bytes, access, how | MAP_ANONYMOUS, -1, 0) == MAP_FAILED) exit(9);
}

static void open_pipe_of_other(void) {
  int ends[2], pipe_ends = pipe(ends);
  // Below those of an image it is nobody's.
  if (pipe_ends < 0 || dup2(ends[0], 3) < 0) exit(9);
  close(ends[0]);
}

static void fill_pipe(void) {
  int ends[2];
  static char bytes[PAGE];
  if (pipe(ends) < 0 || write(ends[1], bytes, PAGE) != PAGE) exit(9);
}

static void delete_file(void) {
  char path[] = "/tmp/snapboot-deleted-XXXXXX";
  int file = mkstemp(path);
  if (open(path, O_RDONLY) < 0) exit(9);
  close(file);
  unlink(path);
}

static void start_child(void) {
  if (fork() == 0)
    for (;;) pause();
}

static void change_rounding(void) {
  unsigned control = 0x5f80;
#if defined(__x86_64__)
  __asm__ volatile("ldmxcsr %0" ::"m"(control));
#endif
  (void)control;
}

static char *pages, *grown;
enum { PAGES = 4, SMALL = 1 << 20, LARGE = 8 << 20 };

// Both are mapped by the C library or for it, and hold something when the image is taken.
static void fill_memory(void) {
  pages = mmap(0, PAGES * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  grown = malloc(SMALL);
  if (pages == MAP_FAILED || !grown) exit(9);
  memset(pages, 'p', PAGES * PAGE);
  memset(grown, 'g', SMALL);
}

static int are_all(const char *from, long bytes, char value) {
  while (bytes > 0 && from[bytes - 1] == value) bytes--;
  return bytes == 0;
}

static void tell_memory(void) {
  int given_up = madvise(pages + PAGE, 2 * PAGE, MADV_DONTNEED) == 0;
  char *larger = realloc(grown, LARGE);
  memset(larger + SMALL, 'n', LARGE - SMALL);
  printf("given up: %d, zeros: %d, kept: %d, ", given_up, are_all(pages + PAGE, 2 * PAGE, 0), pages[0] == 'p' && pages[3 * PAGE] == 'p');
  printf("moved: %d, copied: %d, variable: %s\n", larger != grown, are_all(larger, SMALL, 'g'), getenv("TOLD"));
}

static int is(const char *asked, const char *name) { return strcmp(asked, name) == 0; }

static void open_files(const char *what) {
  if (is(what, "listening socket")) listen(socket(AF_INET, SOCK_STREAM, 0), 1);
  if (is(what, "socket")) socket(AF_INET, SOCK_DGRAM, 0);
  if (is(what, "file to write")) open("/tmp/snapboot-written", O_WRONLY | O_CREAT, 0600);
  if (is(what, "deleted file")) delete_file();
  if (is(what, "file of process")) open("/proc/self/stat", O_RDONLY);
  if (is(what, "inotify")) inotify_init();
  if (is(what, "timer")) timerfd_create(CLOCK_MONOTONIC, 0);
  if (is(what, "memory file")) memfd_create("of-test", 0);
  if (is(what, "pipe of other")) open_pipe_of_other();
  if (is(what, "full pipe")) fill_pipe();
  if (is(what, "many files")) for (int count = 0; count < 600; count++) eventfd(0, 0);
}

static void change_process(const char *what) {
  if (is(what, "shared memory")) map(PAGE, PROT_READ | PROT_WRITE, MAP_SHARED);
  if (is(what, "reserved memory")) map(1l << 36, PROT_NONE, MAP_PRIVATE | MAP_NORESERVE);
  if (is(what, "threads")) start_threads(63);
  if (is(what, "many threads")) start_threads(64);
  if (is(what, "busy thread")) start_thread(run);
  if (is(what, "napping thread")) start_thread(nap);
  if (is(what, "child")) start_child();
  if (is(what, "exit")) exit(5);
  if (is(what, "signal")) raise(SIGKILL);
  if (is(what, "memory")) fill_memory();
  if (is(what, "umask")) umask(027);
  if (is(what, "rounding")) change_rounding();
}

int main(int count, char **arguments) {
  char told[4096];
  open_files(arguments[count - 1]);
  change_process(arguments[count - 1]);
  if (read(WAKE, told, sizeof told) < 0) return 1;
  if (is(arguments[count - 1], "memory")) tell_memory();
  return 0;
}
