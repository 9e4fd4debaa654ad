// How the machine ends.
#ifndef FAIL_H
#define FAIL_H

// Switches the machine off when the console has written all.
_Noreturn void end_machine(void);

// Says on the console what went wrong, with errno where that is set; in process 1 that is the end of the machine.
_Noreturn void fail(const char *what, const char *detail);

#endif
