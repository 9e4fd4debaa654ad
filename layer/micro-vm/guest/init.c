// init: process 1 of the virtual machine. It runs one command as root, and writes to the disk how that ended and what it
// made; then the machine is off. What it is asked for lies in /micro-vm, see ../micro-vm.ts.
#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>
#include "fail.h"
#include "parcel.h"
#include "text-list.h"

#define DISK "/dev/vda"

static void mount_at(const char *type, const char *path, const char *options) {
  if (mkdir(path, 0755) && errno != EEXIST) fail("cannot make the folder", path);
  if (mount(type, path, type, 0, options)) fail("cannot mount", path);
}

static void mount_all(void) {
  mount_at("proc", "/proc", NULL);
  mount_at("sysfs", "/sys", NULL);
  mount_at("devtmpfs", "/dev", NULL);
  mount_at("devpts", "/dev/pts", NULL);
  mount_at("tmpfs", "/dev/shm", "mode=1777");
  mount_at("tmpfs", "/tmp", "mode=1777");
}

// The kernel unpacks what it has memory for, and starts with that.
static void check_files(void) {
  if (access("/micro-vm/last", F_OK) == 0) return;
  errno = 0;
  fail("has too little memory for", "its files");
}

// What the command writes comes out byte for byte: a terminal would make two of a line's end.
static void make_console_plain(void) {
  struct termios settings;
  if (tcgetattr(STDOUT_FILENO, &settings)) fail("cannot set up", "the console");
  cfmakeraw(&settings);
  tcsetattr(STDOUT_FILENO, TCSANOW, &settings);
}

static void raise_loopback(void) {
  struct ifreq request = {.ifr_name = "lo", .ifr_flags = IFF_UP | IFF_RUNNING};
  int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (fd < 0 || ioctl(fd, SIOCSIFFLAGS, &request)) fail("cannot raise", "lo");
  close(fd);
}

// As many ids of processes as systemd allows: a process image is taken with one that it meets nowhere else.
static void allow_ids(void) {
  int fd = open("/proc/sys/kernel/pid_max", O_WRONLY | O_CLOEXEC);
  if (fd < 0 || dprintf(fd, "4194304") < 0) fail("cannot allow", "more ids of processes");
  close(fd);
}

static void load_modules(void) {
  for (char **module = read_text_list("/micro-vm/modules"); *module; module++) {
    int fd = open(*module, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || syscall(SYS_finit_module, fd, "", 0)) fail("cannot load the module", *module);
    close(fd);
  }
}

static void become_command(void) {
  char **command = read_text_list("/micro-vm/command");
  char **variables = read_text_list("/micro-vm/variables");
  char **folder = read_text_list("/micro-vm/folder");
  int nothing = open("/dev/null", O_RDONLY);
  if (dup2(nothing, STDIN_FILENO) < 0) fail("cannot open", "/dev/null");
  close(nothing);
  if (chdir(*folder)) fail("cannot enter", *folder);
  execve(*command, command, variables);
  fail("cannot start", *command);
}

// Processes that lost their parent are children of this one: they are seen off, too.
static int run_command(void) {
  int status;
  pid_t command = fork(), ended;
  if (command < 0) fail("cannot start", "a process");
  if (command == 0) {
    setsid();
    become_command();
  }
  do ended = wait(&status);
  while (ended != command);
  return status;
}

static void write_parcel(int status) {
  char end[32];
  if (WIFSIGNALED(status)) snprintf(end, sizeof end, "signal %d", WTERMSIG(status));
  else snprintf(end, sizeof end, "code %d", WEXITSTATUS(status));
  FILE *disk = fopen(DISK, "we");
  if (disk == NULL) fail("cannot open", DISK);
  add_text(disk, "end", end);
  for (char **output = read_text_list("/micro-vm/outputs"); *output; output++) add_file(disk, *output);
  add_text(disk, TRAILER, "");
  if (fflush(disk) || fsync(fileno(disk)) || fclose(disk)) fail("cannot write", "the outputs");
}

int main(void) {
  mount_all();
  check_files();
  make_console_plain();
  raise_loopback();
  allow_ids();
  load_modules();
  write_parcel(run_command());
  end_machine();
}
