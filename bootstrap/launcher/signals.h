// What this program does about signals.
#ifndef SIGNALS_H
#define SIGNALS_H
#include "system.h"

// Where a handler returns to.
void return_from_signal(void);

// The system does again what it does by default, also where whoever started this program had the signal ignored.
void reset_signal(int signal);

// A bit for each signal, that of the first is the lowest. Gives what was set before.
u64 set_blocked_signals(u64 signals);
#endif
