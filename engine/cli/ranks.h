// Processes on several machines that make one experiment together: those that mpirun started.
#ifndef FANLOOP_RANKS_H
#define FANLOOP_RANKS_H

#include <stdbool.h>
#include <stdint.h>

// Joins the others, where the program was started as one of several. False after a message: this build cannot.
bool fl_ranks_begin(int64_t *rank, int64_t *ranks);
// Waits for all of them; true where `good` is true everywhere.
bool fl_ranks_meet(bool good);
// The worst exit code of all of them. Waits for them.
int fl_ranks_agree(int code);
// `code`: how this process ends. One that fails ends the others too: what they have made is kept.
void fl_ranks_end(int code);

#endif
