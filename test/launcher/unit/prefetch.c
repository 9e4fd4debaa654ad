#include "prefetch.h"
#include "exact-room.h"
#include "expect.h"
#include <setjmp.h>

// A system in which every file is there, and which says in which process its answers go on.
static long process = 77, cached, fork_results[8], close_range_result;
static int forks, waits, requests, closed, timers;
static jmp_buf end;

enum { OPENED = 9, FILE_BYTES = 1 << 20, MODE_AT = 28, SIZE_AT = 40, ENDED = 1 };

static long give_facts(byte *facts) {
  u64 bytes = FILE_BYTES;
  unsigned short mode = 0100644;
  memset(facts, 0, 256);
  memcpy(facts + SIZE_AT, &bytes, sizeof bytes);
  memcpy(facts + MODE_AT, &mode, sizeof mode);
  return 0;
}

long system_call(long number, long a, long b, long c, long d, long e, long f) {
  (void)b, (void)c, (void)d, (void)f;
  switch (number) {
    case CALL_OPENAT: return OPENED;
    case CALL_CLOSE: closed += a <= STDERR; return 0;
    case CALL_STATX: return give_facts((byte *)e);
    case CALL_PREADV2: return cached;
    case CALL_GETPID: return process;
    case CALL_CLONE: EXPECT(forks < 8); return fork_results[forks++];
    case CALL_WAIT4: waits++; return a;
    case CALL_CLOSE_RANGE: return close_range_result;
    case CALL_SETITIMER: timers++; return 0;
    case CALL_FADVISE64: requests++; EXPECT(a == OPENED && timers == 1); return 0;
    case CALL_EXIT_GROUP: longjmp(end, ENDED);
    default: return 0;
  }
}

// Sixteen ranges of one page, of one file of the layer.
static struct records list_of_layer(void) {
  static byte list[8 + 11 + 8 + 16 * HOT_RANGE_BYTES] = {HOT_FILE, 0, 0, 0, 11, 0, 0, 0, IN_LAYER, 0, 0, FILE_BYTES >> 16};
  byte *ranges = list + 19;
  list[17] = 'x';
  ranges[0] = HOT_RANGES;
  ranges[4] = 16 * HOT_RANGE_BYTES;
  for (byte index = 0; index < 16; index++) ranges[8 + index * HOT_RANGE_BYTES + 2] = 1;
  return (struct records){list, list + sizeof list};
}

// Whether the process that it was called in, or became, has ended.
static int prefetch_ends(void) {
  struct room room = exact_room(1 << 20);
  if (setjmp(end)) return 1;
  prefetch(&room, list_of_layer(), &(struct hot_places){"/opt", 0});
  return 0;
}

static void in_memory(void) {
  cached = 1;
  EXPECT(!prefetch_ends() && !forks);
}

static void process_one(void) {
  cached = TRY_AGAIN;
  process = 1;
  EXPECT(!prefetch_ends() && !forks);
}

static void no_processes(void) {
  cached = fork_results[0] = TRY_AGAIN;
  EXPECT(!prefetch_ends() && forks == 1 && !waits);
}

static void starts_workers(void) {
  cached = TRY_AGAIN;
  fork_results[0] = 78;
  EXPECT(!prefetch_ends() && forks == 1 && waits == 1 && !requests);
}

static void between(void) {
  cached = TRY_AGAIN;
  fork_results[1] = 79;
  EXPECT(prefetch_ends() && forks == 2 && !requests);
}

static void no_worker(void) {
  cached = TRY_AGAIN;
  fork_results[1] = TRY_AGAIN;
  EXPECT(prefetch_ends() && forks == 2 && !requests);
}

// The one that starts the others; and the first that it starts.
static void workers(void) {
  cached = TRY_AGAIN;
  memcpy(fork_results, (long[]){0, 0, 80, 81, 82}, 5 * sizeof *fork_results);
  EXPECT(prefetch_ends() && forks == 5 && requests == 4 && !closed);
  forks = timers = requests = 0;
  memcpy(fork_results, (long[]){0, 0, 0}, 3 * sizeof *fork_results);
  EXPECT(prefetch_ends() && forks == 3 && requests == 4);
}

static void old_kernel(void) {
  cached = TRY_AGAIN;
  close_range_result = -38;
  memcpy(fork_results, (long[]){0, 0, TRY_AGAIN}, 3 * sizeof *fork_results);
  EXPECT(prefetch_ends() && closed == 3 && requests == 4);
}

TESTS({"nothing is started where all is in memory", in_memory},
      {"nothing is started by the first process, whose children nobody would wait for", process_one},
      {"where no process can be started the start goes on", no_processes},
      {"the start waits for the process between, and reads nothing itself", starts_workers},
      {"the process between ends without reading", between},
      {"so it does where it can start nobody", no_worker},
      {"each worker reads a quarter of the list under a timer, and ends", workers},
      {"a worker closes the standard streams, also where the system cannot close all at once", old_kernel})
