#include "boot-file.h"

unsigned short u16_at(const byte *at) { return (unsigned short)(at[0] | at[1] << 8); }

u32 u32_at(const byte *at) { return u16_at(at) | (u32)u16_at(at + 2) << 16; }

u64 u64_at(const byte *at) { return u32_at(at) | (u64)u32_at(at + 4) << 32; }

static int has_magic(const byte *file) {
  const char *magic = "SNAPBOOT";
  for (int index = 0; magic[index]; index++)
    if (file[index] != (byte)magic[index]) return 0;
  return 1;
}

struct records records_of(const byte *file, u64 bytes) {
  struct records none = {0, 0};
  if (bytes < BOOT_HEADER_BYTES || !has_magic(file) || u32_at(file + 8) != BOOT_FORMAT) return none;
  u64 held = u32_at(file + 12);
  if (held > bytes - BOOT_HEADER_BYTES) return none;
  return (struct records){file + BOOT_HEADER_BYTES, file + BOOT_HEADER_BYTES + held};
}

int next_record(struct records *records, struct record *record) {
  u64 left = (u64)(records->end - records->at);
  if (left < RECORD_HEADER_BYTES) return 0;
  *record = (struct record){u32_at(records->at), u32_at(records->at + 4), records->at + RECORD_HEADER_BYTES};
  if (record->bytes > left - RECORD_HEADER_BYTES) return 0;
  records->at = record->content + record->bytes;
  return 1;
}

const byte *bytes_in(const struct record *record, u64 offset, u64 bytes) {
  if (offset > record->bytes || bytes > record->bytes - offset) return 0;
  return record->content + offset;
}

const char *text_in(const struct record *record, u64 offset) {
  for (u64 end = offset; end < record->bytes; end++)
    if (!record->content[end]) return (const char *)record->content + offset;
  return 0;
}

const char *first_text(struct records records, enum record_kind kind) {
  for (struct record record; next_record(&records, &record);)
    if (record.kind == kind) return text_in(&record, 0);
  return 0;
}
