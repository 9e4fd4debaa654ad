// However the launcher was started and whatever the system says of that: its folder is none, or the beginning of a path.
#include "own-folder.h"
#include "drawn-system.h"
#include <string.h>

int LLVMFuzzerTestOneInput(const byte *data, u64 bytes) {
  struct input input = {data, data + bytes};
  char *started_as = take_text(&input);
  u64 room_bytes = take_piece(&input).bytes;
  draw_from(&input);
  // A large one, or one that may be too small.
  struct room room = make_room(room_bytes ? room_bytes : 1 << 16);
  const char *program = own_program(&room, *started_as ? started_as : 0);
  const char *folder = program ? folder_of(&room, program) : 0;
  if (folder && *started_as == '/' && strncmp(started_as, "/dev/fd/", 8) != 0) {
    u64 length = strlen(folder);
    ALWAYS(strncmp(started_as, folder, length) == 0 && started_as[length] == '/' && !strchr(started_as + length + 1, '/'));
  }
  ALWAYS(!folder || strlen(folder) + 1);
  give_back_all();
  return 0;
}
