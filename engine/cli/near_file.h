// "Did you mean" for scenario files.
#ifndef FANLOOP_NEAR_FILE_H
#define FANLOOP_NEAR_FILE_H

#include <stdbool.h>
#include <stddef.h>

// There is no file at `path`: the scenario that was meant, as 616 for scenarios/616.lua, in `out`. False when none is near.
bool fl_near_file(const char *path, char *out, size_t size);

#endif
