// The archive on the disk, in the format that the kernel unpacks at its start: cpio, "newc".
#ifndef PARCEL_H
#define PARCEL_H

#include <stdio.h>

// The name of the entry behind the last one.
#define TRAILER "TRAILER!!!"

void add_text(FILE *archive, const char *name, const char *text);

// Adds a file under its path; one that is missing is left out.
void add_file(FILE *archive, const char *path);

#endif
