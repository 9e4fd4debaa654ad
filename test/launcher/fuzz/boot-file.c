// Whatever bytes a boot file consists of: no record, no text and no stretch of one goes beyond its end.
#include "boot-file.h"
#include "input.h"
#include <string.h>

static void look_into(const struct record *record, const byte *start, const byte *end) {
  ALWAYS(record->content >= start && record->bytes <= (u64)(end - record->content));
  for (u64 offset = 0; offset < record->bytes; offset++) {
    const char *text = text_in(record, offset);
    ALWAYS(!text || (const byte *)text + strlen(text) < record->content + record->bytes);
    if (!text) break;
  }
  ALWAYS(bytes_in(record, 0, record->bytes) == record->content);
  ALWAYS(!bytes_in(record, 1, record->bytes) && !bytes_in(record, record->bytes + 1ul, 0));
  ALWAYS(!bytes_in(record, ~0ul, 2) && !bytes_in(record, 2, ~0ul));
}

int LLVMFuzzerTestOneInput(const byte *data, u64 bytes) {
  struct piece file = copy_of(data, bytes);
  struct records records = records_of(file.at, file.bytes);
  const char *version = first_text(records, NODE_VERSION);
  ALWAYS(!version || strlen(version) < bytes);
  for (struct record record; next_record(&records, &record);) look_into(&record, file.at, file.at + file.bytes);
  give_back_all();
  return 0;
}
