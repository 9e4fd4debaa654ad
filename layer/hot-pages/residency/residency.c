// residency: sees in the page cache which pages of a tree of copies are touched, and in which order.
//
//   residency ROOT READ_AHEAD
//
// ROOT holds the tree; READ_AHEAD is the file by which the kernel is told how far it reads ahead on that disk. It says 0
// there until this program has ended, however it ends: then each page comes when it is touched, and alone.
//
// Standard input: the tree, as coldfs takes it; an empty field ends it. Mounts within are made, all else is there already.
// It says "ready" when nothing of the tree is in the page cache any more. Then each line is answered by what has come into
// it so far: "ENTRY:OFFSET:BYTES" for each page in their order, the first entry of the tree being 0. It ends with its
// standard input.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define SAMPLE_EVERY_US 300

struct file {
  size_t entry, size;
  void *mapped;
  unsigned char *was_there;
};

struct page {
  size_t entry, number;
};

static struct file *files;
static struct page *pages;
static size_t file_count, page_count, page_room, page_size;
static pthread_mutex_t sampling = PTHREAD_MUTEX_INITIALIZER;
static int read_ahead;
static char read_ahead_before[32];

static void fail(const char *what, const char *detail) {
  fprintf(stderr, "residency: %s %s: %s\n", what, detail, strerror(errno));
  _exit(1);
}

static char *field(void) {
  char *text = NULL;
  size_t size = 0;
  if (getdelim(&text, &size, 0, stdin) < 0) _exit(1);
  return text;
}

static void mount_within(const char *root, const char *path, int is_bind) {
  char inside[2 * PATH_MAX];
  strcat(strcpy(inside, root), path);
  if (mount(path, inside, is_bind ? "bind" : "tmpfs", is_bind ? MS_BIND | MS_REC : 0, is_bind ? NULL : "mode=1777"))
    fail("cannot mount", inside);
}

static void watch(const char *root, const char *path, size_t entry) {
  char inside[2 * PATH_MAX];
  struct stat found;
  int fd = open(strcat(strcpy(inside, root), path), O_RDONLY | O_CLOEXEC);
  if (fd < 0 || fstat(fd, &found)) fail("cannot open", inside);
  if (found.st_size == 0) return (void)close(fd);
  files = realloc(files, (file_count + 1) * sizeof *files);
  struct file *watched = &files[file_count++];
  *watched = (struct file){.entry = entry, .size = found.st_size};
  watched->was_there = calloc(found.st_size / page_size + 1, 1);
  watched->mapped = mmap(NULL, found.st_size, PROT_READ, MAP_SHARED, fd, 0);
  if (watched->mapped == MAP_FAILED) fail("cannot map", inside);
  posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED);
  close(fd);
}

static void read_tree(const char *root) {
  char *entry;
  for (size_t number = 0; *(entry = field()); number++, free(entry)) {
    if (*entry == 'B' || *entry == 'T') mount_within(root, entry + 1, *entry == 'B');
    if (*entry == 'F' || *entry == 'L') free(field());
    if (*entry == 'F') watch(root, entry + 1, number);
  }
}

static void sample(struct file *file) {
  size_t count = (file->size + page_size - 1) / page_size;
  unsigned char is_there[count];
  if (mincore(file->mapped, file->size, is_there)) fail("cannot ask for", "pages");
  for (size_t number = 0; number < count; number++) {
    if (!(is_there[number] & 1) || file->was_there[number]) continue;
    file->was_there[number] = 1;
    if (page_count == page_room) pages = realloc(pages, (page_room = 2 * page_room + 1024) * sizeof *pages);
    pages[page_count++] = (struct page){file->entry, number};
  }
}

static void sample_all(void) {
  pthread_mutex_lock(&sampling);
  for (size_t at = 0; at < file_count; at++) sample(&files[at]);
  pthread_mutex_unlock(&sampling);
}

static void *keep_sampling(void *unused) {
  for (;; usleep(SAMPLE_EVERY_US)) sample_all();
  return unused;
}

static void print_pages(void) {
  sample_all();
  pthread_mutex_lock(&sampling);
  for (size_t at = 0; at < page_count; at++)
    printf("%s%zu:%zu:%zu", at ? " " : "", pages[at].entry, pages[at].number * page_size, page_size);
  pthread_mutex_unlock(&sampling);
  puts("");
}

static void restore_read_ahead(int signal) {
  (void)signal;
  // Nobody is left to tell.
  if (pwrite(read_ahead, read_ahead_before, strlen(read_ahead_before), 0) < 0) return;
}

// A process of its own, which nothing ends that ends this one: it waits until this one is gone.
static void become_guard(int end_of_other) {
  char byte;
  setsid();
  for (int number = 1; number < NSIG; number++) signal(number, SIG_IGN);
  while (read(end_of_other, &byte, 1) < 0 && errno == EINTR) {}
  restore_read_ahead(0);
  _exit(0);
}

static void stop_reading_ahead(const char *file) {
  int ends[2];
  read_ahead = open(file, O_RDWR | O_CLOEXEC);
  // Who else does the same waits, and finds what was there before.
  if (read_ahead < 0 || flock(read_ahead, LOCK_EX)) fail("cannot set", file);
  if (pread(read_ahead, read_ahead_before, sizeof read_ahead_before - 1, 0) <= 0) fail("cannot read", file);
  if (pipe2(ends, O_CLOEXEC)) fail("cannot make", "a pipe");
  signal(SIGCHLD, restore_read_ahead);
  switch (fork()) {
  case -1: fail("cannot start", "a process");
  case 0: close(ends[1]), become_guard(ends[0]);
  }
  close(ends[0]);
  if (pwrite(read_ahead, "0\n", 2, 0) < 0) fail("cannot write", file);
}

int main(int argc, char **argv) {
  if (argc != 3) return 2;
  page_size = sysconf(_SC_PAGESIZE);
  stop_reading_ahead(argv[2]);
  read_tree(argv[1]);
  pthread_t thread;
  sample_all();
  // What others have open stays where it is, and was not touched by the start.
  page_count = 0;
  if (pthread_create(&thread, NULL, keep_sampling, NULL)) fail("cannot start", "a thread");
  setvbuf(stdout, NULL, _IOLBF, 0);
  puts("ready");
  char *command = NULL;
  for (size_t size = 0; getline(&command, &size, stdin) > 0;) print_pages();
  _exit(0);
}
