#include "drawn-system.h"
#include <setjmp.h>
#include <string.h>

enum { FILES = 1024, CONTENTS = 2, CHILD_PROCESS = 77, NOT_SUPPORTED = -95, NO_MEMORY = -12, OWN_USER = 1000 };
enum { SIZE_AT = 40, MODE_AT = 28, OWNER_AT = 20, FACTS_BYTES = 256, ANONYMOUS = 0x20, ADVICE = 3 };

static struct open_file {
  int is_open;
  u64 bytes, at;
  const struct piece *content;
} files[FILES];

static struct content {
  const char *path_end;
  struct piece piece;
} contents[CONTENTS];

static struct input answers;
static jmp_buf end_of_run;

void draw_from(const struct input *from) {
  answers = *from;
  memset(files, 0, sizeof files);
}

void set_content(const char *path_end, struct piece piece) {
  int index = contents[0].path_end && strcmp(contents[0].path_end, path_end) != 0;
  contents[index] = (struct content){path_end, piece};
}

u64 size_of_open(long file) {
  ALWAYS(file >= 0 && file < FILES && files[file].is_open);
  return files[file].bytes;
}

void run_in_system(void (*program)(void *), void *argument) {
  if (!setjmp(end_of_run)) program(argument);
}

static byte draw(void) { return answers.at < answers.end ? *answers.at++ : 0; }

static u64 draw_number(void) {
  u64 number = 0;
  for (int index = 0; index < 8; index++) number = number << 8 | draw();
  return number >> 2;
}

// What the kernel gives as text: never with a zero byte, never longer than the room.
static long draw_text(char *into, u64 room) {
  u64 length = draw();
  if (length == 0xff) return NO_SUCH_FILE;
  if (length > room) length = room;
  for (u64 at = 0; at < length; at++) {
    char drawn = (char)draw();
    into[at] = drawn ? drawn : '/';
  }
  return (long)length;
}

static u64 draw_size(void) {
  switch (draw()) {
    case 1: return 0;
    case 2: return 5u << 20;
    case 3: return draw_number();
    default: return USUAL_BYTES;
  }
}

static const struct piece *content_at(const char *path) {
  for (int index = 0; index < CONTENTS && contents[index].path_end; index++) {
    u64 length = strlen(path), end = strlen(contents[index].path_end);
    if (length >= end && strcmp(path + length - end, contents[index].path_end) == 0) return &contents[index].piece;
  }
  return 0;
}

static long open_drawn(const char *path) {
  const struct piece *content = content_at(path);
  if (draw() % 4 == 1) return NO_SUCH_FILE;
  for (long file = 0; file < FILES; file++)
    if (!files[file].is_open) {
      files[file] = (struct open_file){1, content ? content->bytes : draw_size(), 0, content};
      return file;
    }
  return -24;
}

static long close_drawn(long file) {
  if (file < 0 || file >= FILES || !files[file].is_open) return -9;
  files[file].is_open = 0;
  return 0;
}

static long read_drawn(struct open_file *file, byte *into, u64 bytes) {
  byte drawn = draw();
  if (drawn == 1) return INTERRUPTED;
  if (drawn == 2) return -5;
  u64 length = file->content ? file->content->bytes - file->at : 0;
  if (length > bytes) length = bytes;
  if (drawn > 2 && length > drawn) length = drawn;
  if (length) memcpy(into, file->content->at + file->at, length);
  file->at += length;
  return (long)length;
}

static long give_facts(long folder, const char *path, byte *facts) {
  if (draw() % 8 == 1) return NO_SUCH_FILE;
  u64 bytes = *path ? draw_size() : size_of_open(folder);
  u32 owner = draw() ? 0 : OWN_USER;
  unsigned short mode = (unsigned short[]){0100644, 040755, 010644, 0}[draw() % 4];
  memset(facts, 0, FACTS_BYTES);
  memcpy(facts + SIZE_AT, &bytes, sizeof bytes);
  memcpy(facts + OWNER_AT, &owner, sizeof owner);
  memcpy(facts + MODE_AT, &mode, sizeof mode);
  return 0;
}

// A file is mapped with what it holds, or one page of zeros, where that is all that is asked for.
static long give_memory(u64 bytes, long flags, long file) {
  static byte page[PAGE_BYTES];
  if (draw() == 1) return NO_MEMORY;
  const struct piece *content = flags & ANONYMOUS ? 0 : files[file].content;
  byte *memory = flags & ANONYMOUS || content ? allocate(bytes) : page;
  if (content) memcpy(memory, content->at, content->bytes < bytes ? content->bytes : bytes);
  return (long)memory;
}

static long read_without_waiting(byte *into) {
  *into = 'x';
  return (const long[]){TRY_AGAIN, 1, 0, NOT_SUPPORTED}[draw() % 4];
}

static long advise(long file, u64 offset, u64 bytes, long advice) {
  ALWAYS(advice == ADVICE && bytes > 0 && bytes <= 1 << 20);
  ALWAYS(offset < size_of_open(file) && bytes <= size_of_open(file) - offset);
  return 0;
}

static long fork_drawn(void) { return (const long[]){CHILD_PROCESS, 0, TRY_AGAIN, CHILD_PROCESS}[draw() % 4]; }

static long wait_drawn(long process) {
  ALWAYS(process == CHILD_PROCESS);
  byte drawn = draw();
  if (drawn == 1) return INTERRUPTED;
  return drawn == 2 ? -10 : process;
}

// All texts are there to their ends, and no file of this process stays open.
static long execute_drawn(const char *program, char *const *arguments, char *const *variables) {
  ALWAYS(strlen(program) + 1 && arguments[0]);
  for (; *arguments; arguments++) ALWAYS(strlen(*arguments) + 1);
  for (; *variables; variables++) ALWAYS(strlen(*variables) + 1);
  for (int file = 0; file < FILES; file++) ALWAYS(!files[file].is_open);
  byte drawn = draw();
  if (drawn % 4 == 0) longjmp(end_of_run, 1);
  return (const long[]){0, NO_SUCH_FILE, NOT_A_PROGRAM, TOO_LARGE}[drawn % 4];
}

static long write_drawn(const struct stretch *stretches, long count) {
  long written = 0;
  for (long index = 0; index < count; index++)
    for (u64 at = 0; at < stretches[index].bytes; at++) written += ((const char *)stretches[index].from)[at] != 0;
  return written;
}

// As the kernel has them: a number, and what it means depends on that.
long system_call(long number, long a, long b, long c, long d, long e, long f) {
  switch (number) {
    case CALL_OPENAT: return open_drawn((const char *)b);
    case CALL_CLOSE: return close_drawn(a);
    case CALL_CLOSE_RANGE: memset(files, 0, sizeof files); return draw() == 1 ? -38 : 0;
    case CALL_READ: return read_drawn(&files[a], (byte *)b, (u64)c);
    case CALL_WRITEV: return write_drawn((const struct stretch *)b, c);
    case CALL_PREADV2: return read_without_waiting((byte *)((const struct stretch *)b)->from);
    case CALL_STATX: return give_facts(a, (const char *)b, (byte *)e);
    case CALL_READLINKAT: return draw_text((char *)c, (u64)d);
    case CALL_GETCWD: return draw_text((char *)a, (u64)b);
    case CALL_MMAP: return give_memory((u64)b, d, e);
    case CALL_MINCORE: *(byte *)c = draw(); return 0;
    case CALL_FADVISE64: return advise(a, (u64)b, (u64)c, d);
    case CALL_CLONE: return fork_drawn();
    case CALL_WAIT4: return wait_drawn(a);
    case CALL_EXECVE: return execute_drawn((const char *)a, (char *const *)b, (char *const *)c);
    case CALL_EXIT_GROUP: longjmp(end_of_run, 1);
    case CALL_GETPID: return draw() == 1 ? 1 : CHILD_PROCESS;
    case CALL_GETEUID: return OWN_USER;
    default: return (e | f) & 0;
  }
}
