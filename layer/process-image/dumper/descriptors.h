// What the process has open.
#ifndef DESCRIPTORS_H
#define DESCRIPTORS_H
#include "dumper.h"

// Notes all descriptors from IMAGE_FIRST_DESCRIPTOR on. Ends the dumper where one cannot be opened again.
void note_descriptors(struct dump *dump);
#endif
