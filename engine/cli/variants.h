// The scenario's variants, run beside it in memory: a block of the summary, an array of --json. They are not stored.
#ifndef FANLOOP_VARIANTS_H
#define FANLOOP_VARIANTS_H

#include "cli/session.h"
#include "report/json.h"

enum { FL_VARIANT_FANS = 50000 };

typedef struct fl_variants fl_variants;

// Runs the scenario and each of its variants at one scale (FL_VARIANT_FANS at most); `lua` must outlive them. `*out` is NULL for a
// scenario without variants and after a failure. Returns an exit code.
int fl_variants_run(const fl_args *args, const fl_lua *lua, uint32_t threads, fl_variants **out);
void fl_variants_free(fl_variants *variants);
// Prints their sums side by side, and those of the scenario's own rooms; where two policies are left out singly and together, also what
// each does alone.
void fl_variants_print(const fl_variants *variants);
// The array `variants`, the scenario itself (name null) first; empty where `variants` is NULL.
void fl_variants_json(fl_json *json, const fl_variants *variants);

#endif
