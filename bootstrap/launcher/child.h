// Node.js as a child of this program.
#ifndef CHILD_H
#define CHILD_H

// Runs it to its end and passes on to it the signals that this program gets. Gives its status, as wait4 does.
int run_child(const char *const *arguments, char *const *variables);

// The code that a shell makes of a status.
int exit_code_of(int status);

// Ends this program with the same code, or by the same signal.
_Noreturn void end_as(int status);
#endif
