#include "checked-tables.h"
#include "../system.h"

enum { MOST_DESCRIPTOR = 1 << 20, MOST_MAPS = 8192, MOST_THREADS = 64, MOST_IN_PIPE = 4096, ANY_ACCESS = 7 };
// What belongs to the launcher: its own file, and around it what it has in memory.
#define OWN_BEGINS (LAUNCHER_ADDRESS - (1ul << 36))
#define OWN_ENDS (LAUNCHER_ADDRESS + (1ul << 36))
#define LOWEST_ADDRESS 0x10000ul
#define HIGHEST_ADDRESS 0xfffffffff000ul

// Whole pages of memory that a process can have, and the launcher does not.
static int is_memory(u64 address, u64 bytes) {
  if (address % PAGE_BYTES || bytes % PAGE_BYTES || bytes == 0 || address < LOWEST_ADDRESS) return 0;
  if (address > HIGHEST_ADDRESS || bytes > HIGHEST_ADDRESS - address) return 0;
  return address >= OWN_ENDS || address + bytes <= OWN_BEGINS;
}

static int is_within(const struct image_header *header, struct image_table table, u64 entry_bytes) {
  return table.at % sizeof(u64) == 0 && table.at <= header->header_bytes &&
         table.count <= (header->header_bytes - table.at) / entry_bytes;
}

static const void *entries_of(const struct image_header *header, struct image_table table) {
  return (const char *)header + table.at;
}

static int is_source_sound(const struct image_header *header, const struct image_map *map) {
  if (map->source == FROM_NOTHING) return 1;
  if (map->source > FROM_NODE || map->offset % PAGE_BYTES) return 0;
  // The last page of Node.js is not a whole one.
  u64 bytes = map->source == FROM_IMAGE ? header->file_bytes : (header->node_bytes + PAGE_BYTES - 1) & ~(PAGE_BYTES - 1ul);
  return map->offset <= bytes && map->bytes <= bytes - map->offset;
}

// Each begins where the one before it ends, or later.
static int are_maps_sound(const struct image_header *header) {
  const struct image_map *map = entries_of(header, header->maps);
  u64 end = 0;
  if (header->maps.count > MOST_MAPS) return 0;
  for (u32 index = 0; index < header->maps.count; index++, map++) {
    if (map->address < end || !is_memory(map->address, map->bytes)) return 0;
    end = map->address + map->bytes;
    if (map->access > ANY_ACCESS || !is_source_sound(header, map)) return 0;
  }
  return 1;
}

static int are_threads_sound(const struct image_header *header) {
  const struct image_thread *thread = entries_of(header, header->threads);
  if (header->threads.count == 0 || header->threads.count > MOST_THREADS) return 0;
  for (u32 index = 0; index < header->threads.count; index++, thread++) {
    if (thread->frame % 64 || thread->frame > header->header_bytes - IMAGE_FRAME_BYTES) return 0;
    if (thread->name[sizeof thread->name - 1]) return 0;
  }
  return header->header_bytes >= IMAGE_FRAME_BYTES;
}

static int is_number_sound(int number) { return number >= IMAGE_FIRST_DESCRIPTOR && number < MOST_DESCRIPTOR; }

// A path ends within the text, and so do the bytes of a pipe.
static int is_text_sound(const struct image_header *header, const struct image_descriptor *descriptor) {
  const char *text = entries_of(header, header->text);
  u32 left = header->text.count, at = descriptor->text;
  if (descriptor->kind == A_PIPE) return descriptor->value <= MOST_IN_PIPE && at <= left && descriptor->value <= left - at;
  if (descriptor->kind != A_FILE) return 1;
  while (at < left && text[at]) at++;
  return at < left;
}

static int are_descriptors_sound(const struct image_header *header) {
  const struct image_descriptor *descriptor = entries_of(header, header->descriptors);
  for (u32 index = 0; index < header->descriptors.count; index++, descriptor++) {
    if (!is_number_sound(descriptor->number) || descriptor->kind > A_CLOSED_DATAGRAM) return 0;
    if (descriptor->other != -1 && !is_number_sound(descriptor->other)) return 0;
    if (!is_text_sound(header, descriptor)) return 0;
  }
  return 1;
}

// The vDSO has its own place in memory.
static int is_vdso_sound(const struct image_header *header) {
  const struct image_map *map = entries_of(header, header->maps);
  if (!header->vdso_bytes) return header->vdso_functions.count == 0;
  if (!is_memory(header->vdso, header->vdso_bytes) || header->vdso_bytes > IMAGE_PAGES_AT) return 0;
  for (u32 index = 0; index < header->maps.count; index++, map++)
    if (map->address < header->vdso + header->vdso_bytes && map->address + map->bytes > header->vdso) return 0;
  return 1;
}

static int are_functions_sound(const struct image_header *header) {
  enum { JUMP_BYTES = 16 };
  const struct image_vdso_function *function = entries_of(header, header->vdso_functions);
  if (!is_vdso_sound(header)) return 0;
  for (u32 index = 0; index < header->vdso_functions.count; index++, function++) {
    if (function->address < header->vdso || function->address - header->vdso > header->vdso_bytes - JUMP_BYTES) return 0;
    if (function->name[sizeof function->name - 1]) return 0;
  }
  return 1;
}

int has_sound_tables(const struct image_header *header) {
  return is_within(header, header->maps, sizeof(struct image_map)) &&
         is_within(header, header->threads, sizeof(struct image_thread)) &&
         is_within(header, header->descriptors, sizeof(struct image_descriptor)) &&
         is_within(header, header->watches, sizeof(struct image_watch)) &&
         is_within(header, header->vdso_functions, sizeof(struct image_vdso_function)) &&
         is_within(header, header->actions, sizeof(struct image_action)) && header->actions.count == IMAGE_SIGNALS &&
         is_within(header, header->words, sizeof(struct image_word)) &&
         is_within(header, header->written, sizeof(struct image_range)) && is_within(header, header->records, 1) &&
         is_within(header, header->text, 1) && are_maps_sound(header) && are_threads_sound(header) &&
         are_descriptors_sound(header) && are_functions_sound(header);
}
