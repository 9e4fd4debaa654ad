// Lists of texts in files, each ended by a zero byte as in /proc/self/environ.
#ifndef TEXT_LIST_H
#define TEXT_LIST_H

// What a file lists; behind the last one stands NULL.
char **read_text_list(const char *path);

#endif
