// coldfs: a read-only file system in memory whose every read request costs what a read from a distant disk costs.
//
//   coldfs MOUNT LATENCY_US READS_AT_ONCE MEGABYTES_PER_SECOND READ_AHEAD_KB
//     0 reads at once, 0 MB/s: no limit; 0 KB: each page is a read of its own, made when it is first touched
//
// Standard input: the tree, parents first, each field ended by a zero byte; an empty field ends it:
//   Dpath           a folder
//   Fpath source    a file with what `source` holds now
//   Lpath target    a symbolic link
//   Bpath           a folder that shows that folder of this machine
//   Tpath           an empty tmpfs
// Then commands, one a line, each answered by a line: `drop` empties the page cache and the counters, `count` says
// "REQUESTS BYTES" since then, `log` says "ENTRY:OFFSET:BYTES" for each of them in their order, the first entry of the
// tree being 0.
// It says "ready" when all is mounted, and ends with its standard input: mounts of its own mount namespace go with it.
#define _GNU_SOURCE
#define FUSE_USE_VERSION 32
#include <errno.h>
#include <fcntl.h>
#include <fuse_lowlevel.h>
#include <limits.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define THREADS 128
#define FOREVER 1e6

struct node {
  struct stat attributes;
  char *name, *content, *mount_type;
  fuse_ino_t parent, first_child, next_sibling;
  atomic_int was_read;
};

struct read {
  fuse_ino_t file;
  off_t offset;
  size_t size;
};

static struct node *nodes; // by inode number; 1 is the root
static fuse_ino_t last_node = FUSE_ROOT_ID, room;
static long latency_us, at_once, bytes_per_us, read_ahead;
static struct read *reads; // guarded by the gate, as all that follows
static size_t read_count, read_room;
static unsigned long bytes;
static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t gate_opens = PTHREAD_COND_INITIALIZER;
static long in_service;

static void fail(const char *what, const char *detail) {
  fprintf(stderr, "coldfs: %s %s: %s\n", what, detail, strerror(errno));
  _exit(1);
}

static fuse_ino_t child_of(fuse_ino_t parent, const char *name, size_t length) {
  fuse_ino_t child = nodes[parent].first_child;
  while (child && (strncmp(nodes[child].name, name, length) || nodes[child].name[length]))
    child = nodes[child].next_sibling;
  return child;
}

static fuse_ino_t make_node(fuse_ino_t parent, const char *name, mode_t mode) {
  if (last_node + 1 >= room) nodes = realloc(nodes, (room *= 2) * sizeof *nodes);
  struct node *made = memset(&nodes[++last_node], 0, sizeof *made);
  made->name = strdup(name);
  made->parent = parent;
  made->attributes = (struct stat){
      .st_ino = last_node, .st_mode = mode, .st_nlink = 1, .st_uid = getuid(), .st_gid = getgid()};
  made->next_sibling = nodes[parent].first_child;
  nodes[parent].first_child = last_node;
  return last_node;
}

static void load(struct node *file, const char *source) {
  int fd = open(source, O_RDONLY | O_CLOEXEC);
  struct stat found;
  if (fd < 0 || fstat(fd, &found)) fail("cannot open", source);
  file->attributes.st_mode = S_IFREG | (found.st_mode & 0555);
  file->attributes.st_mtim = found.st_mtim;
  file->content = malloc(found.st_size + 1);
  ssize_t got = 1;
  while (file->attributes.st_size < found.st_size && got > 0) {
    got = read(fd, file->content + file->attributes.st_size, found.st_size - file->attributes.st_size);
    if (got < 0) fail("cannot read", source);
    file->attributes.st_size += got;
  }
  file->attributes.st_blocks = (file->attributes.st_size + 511) / 512;
  close(fd);
}

static char *field(void) {
  char *text = NULL;
  size_t size = 0;
  if (getdelim(&text, &size, 0, stdin) < 0) _exit(1);
  return text;
}

static void read_tree(void) {
  nodes = calloc(room = 1024, sizeof *nodes);
  nodes[FUSE_ROOT_ID].attributes = (struct stat){.st_ino = FUSE_ROOT_ID, .st_mode = S_IFDIR | 0755, .st_nlink = 2};
  for (char *entry; *(entry = field()); free(entry)) {
    fuse_ino_t parent = FUSE_ROOT_ID;
    char *name = entry + 2; // after the kind and the first slash of the path
    for (char *slash; (slash = strchr(name, '/')); name = slash + 1) parent = child_of(parent, name, slash - name);
    struct node *made = &nodes[make_node(parent, name, S_IFDIR | 0755)];
    if (*entry == 'B') made->mount_type = "bind";
    if (*entry == 'T') made->mount_type = "tmpfs";
    if (*entry != 'F' && *entry != 'L') continue;
    char *origin = field();
    if (*entry == 'F') load(made, origin);
    else made->attributes.st_mode = S_IFLNK | 0777, made->attributes.st_size = strlen(made->content = strdup(origin));
    free(origin);
  }
}

static void add_us(struct timespec *time, long us) {
  time->tv_nsec += us % 1000000 * 1000;
  time->tv_sec += us / 1000000 + time->tv_nsec / 1000000000;
  time->tv_nsec %= 1000000000;
}

static void note_read(fuse_ino_t file, off_t offset, size_t size) {
  pthread_mutex_lock(&gate);
  if (read_count == read_room) reads = realloc(reads, (read_room = 2 * read_room + 1024) * sizeof *reads);
  reads[read_count++] = (struct read){file, offset, size};
  bytes += size;
  pthread_mutex_unlock(&gate);
}

static void serve_slowly(size_t size) {
  struct timespec done;
  clock_gettime(CLOCK_MONOTONIC, &done);
  pthread_mutex_lock(&gate);
  for (; at_once && in_service >= at_once; clock_gettime(CLOCK_MONOTONIC, &done)) pthread_cond_wait(&gate_opens, &gate);
  in_service++;
  pthread_mutex_unlock(&gate);
  add_us(&done, latency_us + (bytes_per_us ? (long)size / bytes_per_us : 0));
  while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &done, NULL) == EINTR) {}
  pthread_mutex_lock(&gate);
  in_service--;
  pthread_cond_signal(&gate_opens);
  pthread_mutex_unlock(&gate);
}

static void on_read(fuse_req_t request, fuse_ino_t ino, size_t size, off_t offset, struct fuse_file_info *info) {
  (void)info;
  struct node *file = &nodes[ino];
  if (offset >= file->attributes.st_size) return (void)fuse_reply_buf(request, NULL, 0);
  if (offset + (off_t)size > file->attributes.st_size) size = file->attributes.st_size - offset;
  file->was_read = 1;
  note_read(ino, offset, size);
  serve_slowly(size);
  fuse_reply_buf(request, file->content + offset, size);
}

static void on_lookup(fuse_req_t request, fuse_ino_t parent, const char *name) {
  fuse_ino_t found = child_of(parent, name, strlen(name));
  // Number 0 says for how long there will be no such file.
  struct fuse_entry_param entry = {
      .ino = found, .attr = nodes[found].attributes, .attr_timeout = FOREVER, .entry_timeout = FOREVER};
  fuse_reply_entry(request, &entry);
}

static void on_getattr(fuse_req_t request, fuse_ino_t ino, struct fuse_file_info *info) {
  (void)info;
  fuse_reply_attr(request, &nodes[ino].attributes, FOREVER);
}

static void on_readlink(fuse_req_t request, fuse_ino_t ino) { fuse_reply_readlink(request, nodes[ino].content); }

// Without keep_cache, each open of a file would empty its page cache.
static void on_open(fuse_req_t request, fuse_ino_t ino, struct fuse_file_info *info) {
  (void)ino;
  info->keep_cache = 1;
  fuse_reply_open(request, info);
}

static void on_readdir(fuse_req_t request, fuse_ino_t folder, size_t size, off_t offset, struct fuse_file_info *info) {
  (void)info;
  char *list = malloc(size);
  size_t used = 0;
  fuse_ino_t child = nodes[folder].first_child;
  for (off_t at = 1; child; child = nodes[child].next_sibling, at++) {
    if (at <= offset) continue;
    struct node *entry = &nodes[child];
    size_t length = fuse_add_direntry(request, list + used, size - used, entry->name, &entry->attributes, at);
    if (length > size - used) break;
    used += length;
  }
  fuse_reply_buf(request, list, used);
  free(list);
}

static void on_init(void *data, struct fuse_conn_info *connection) {
  (void)data;
  connection->max_readahead = read_ahead;
  connection->max_background = connection->congestion_threshold = 2 * THREADS;
  connection->want |= connection->capable & (FUSE_CAP_ASYNC_READ | FUSE_CAP_PARALLEL_DIROPS | FUSE_CAP_CACHE_SYMLINKS);
}

// libfuse has a loop of its own, which serves ten requests at once in some versions.
static void *serve(void *session) {
  struct fuse_buf buffer = {0};
  prctl(PR_SET_TIMERSLACK, 1);
  for (int got = 1; got > 0 || got == -EINTR; got = fuse_session_receive_buf(session, &buffer)) {
    if (buffer.mem) fuse_session_process_buf(session, &buffer);
  }
  return NULL;
}

static void append_path(char *text, fuse_ino_t ino) {
  if (ino == FUSE_ROOT_ID) return;
  append_path(text, nodes[ino].parent);
  strcat(strcat(text, "/"), nodes[ino].name);
}

static void mount_within(const char *mount_point) {
  for (fuse_ino_t ino = FUSE_ROOT_ID + 1; ino <= last_node; ino++) {
    const char *type = nodes[ino].mount_type;
    if (!type) continue;
    char inside[2 * PATH_MAX];
    append_path(strcpy(inside, mount_point), ino);
    int is_bind = !strcmp(type, "bind");
    if (mount(inside + strlen(mount_point), inside, type, is_bind ? MS_BIND | MS_REC : 0, is_bind ? NULL : "mode=1777"))
      fail("cannot mount", inside);
  }
}

static void print_log(void) {
  pthread_mutex_lock(&gate);
  for (size_t at = 0; at < read_count; at++)
    printf("%s%lu:%ld:%zu", at ? " " : "", reads[at].file - FUSE_ROOT_ID - 1, reads[at].offset, reads[at].size);
  pthread_mutex_unlock(&gate);
  puts("");
}

static void drop(struct fuse_session *session) {
  for (fuse_ino_t ino = FUSE_ROOT_ID; ino <= last_node; ino++)
    if (atomic_exchange(&nodes[ino].was_read, 0)) fuse_lowlevel_notify_inval_inode(session, ino, 0, 0);
  pthread_mutex_lock(&gate);
  read_count = bytes = 0;
  pthread_mutex_unlock(&gate);
  puts("dropped");
}

static void obey(struct fuse_session *session, const char *command) {
  if (!strcmp(command, "count\n")) printf("%zu %lu\n", read_count, bytes);
  else if (!strcmp(command, "log\n")) print_log();
  else drop(session);
}

int main(int argc, char **argv) {
  if (argc != 6) return 2;
  latency_us = atol(argv[2]);
  at_once = atol(argv[3]);
  bytes_per_us = atol(argv[4]); // a byte in a microsecond is a megabyte in a second
  read_ahead = atol(argv[5]) * 1024;
  read_tree();
  struct fuse_lowlevel_ops operations = {
      .init = on_init, .lookup = on_lookup, .getattr = on_getattr, .readlink = on_readlink,
      .open = on_open, .opendir = on_open, .readdir = on_readdir, .read = on_read};
  char *options[] = {"coldfs", "-o", "ro,default_permissions,subtype=coldfs,fsname=coldfs"};
  struct fuse_args args = FUSE_ARGS_INIT(3, options);
  struct fuse_session *session = fuse_session_new(&args, &operations, sizeof operations, NULL);
  if (!session || fuse_session_mount(session, argv[1])) fail("cannot mount on", argv[1]);
  pthread_t thread;
  for (int count = 0; count < THREADS; count++)
    if (pthread_create(&thread, NULL, serve, session)) fail("cannot start", "a thread");
  mount_within(argv[1]);
  setvbuf(stdout, NULL, _IOLBF, 0);
  puts("ready");
  char *command = NULL;
  for (size_t size = 0; getline(&command, &size, stdin) > 0;) obey(session, command);
  _exit(0);
}
