// What this program does about signals.
#ifndef SIGNALS_H
#define SIGNALS_H
#include "system.h"

// Linux, include/uapi/asm-generic/signal.h
enum { HUP = 1, INT = 2, QUIT = 3, USR1 = 10, USR2 = 12, ALARM = 14, TERM = 15, CHILD = 17 };

// Where a handler returns to.
void return_from_signal(void);

// Without a handler the system does what it does by default, also where whoever started this program had it ignored.
void handle_signal(int signal, void (*handler)(int));

// A bit for each signal, that of the first is the lowest. Gives what was set before.
u64 set_blocked_signals(u64 signals);
#endif
