#include "text-list.h"
#include <stdio.h>
#include <stdlib.h>
#include "fail.h"

char **read_text_list(const char *path) {
  FILE *file = fopen(path, "re");
  if (file == NULL) fail("cannot open", path);
  char **texts = NULL;
  size_t count = 0;
  for (;;) {
    size_t room = 0;
    texts = realloc(texts, (count + 1) * sizeof *texts);
    if (texts == NULL) fail("has no memory for", path);
    texts[count] = NULL;
    if (getdelim(&texts[count], &room, 0, file) < 0) break;
    count++;
  }
  texts[count] = NULL;
  fclose(file);
  return texts;
}
