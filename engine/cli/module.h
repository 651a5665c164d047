// What a search has found, as a Lua module that a scenario can require: { best = { ["a.b"] = 1, … }, sample = { … } }.
#ifndef FANLOOP_CLI_MODULE_H
#define FANLOOP_CLI_MODULE_H

#include "record/result.h"

// Whether a module may be written there: nothing stands there, or one of fanloop. FL_EXIT_DONE, or FL_EXIT_WRONG after a message.
int fl_module_place(const char *path);
// Writes what the search in `result` has found. FL_EXIT_DONE, or the exit code after a message. `from`: name of its file.
int fl_module_write(const char *path, fl_result *result, const char *from);

#endif
