#ifndef FANLOOP_BARE_LOOP_H
#define FANLOOP_BARE_LOOP_H

#include <stdbool.h>
#include <stdint.h>

// Seconds of each of `days` days of `fans` fans; `seconds` holds as many. False when there is no memory.
bool bare_loop(uint32_t fans, int days, double (*clock)(void), double *seconds);

#endif
