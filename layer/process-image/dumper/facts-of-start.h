// What an image asks of the place where it is brought back.
#ifndef FACTS_OF_START_H
#define FACTS_OF_START_H
#include "dumper.h"

// Notes the time, the processor and the file that the text comes from.
void note_start(struct dump *dump);
#endif
