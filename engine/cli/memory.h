// What a world takes of the machine's memory.
#ifndef FANLOOP_CLI_MEMORY_H
#define FANLOOP_CLI_MEMORY_H

#include "fanloop/scenario.h"

// At the peak of a run, in one thread, as measured (docs/engine.md): bytes of a fan, of all rooms, and of everything.
typedef struct fl_memory {
  int64_t parcels, wishes, fan, rooms, all;
} fl_memory;
fl_memory fl_memory_of(const fl_scenario *scenario);
// Bytes that the machine has.
int64_t fl_memory_machine(void);
// Whether `processes` worlds of the scenario at a time can fit the machine's memory at all; false after a message. What others use of it is
// not asked.
bool fl_memory_fits(const fl_scenario *scenario, uint32_t processes);

#endif
