// What a snapshot and the run that goes on from it must agree in: format, engine, layout, options, scenario.
#ifndef FANLOOP_WORLD_MATCH_H
#define FANLOOP_WORLD_MATCH_H

#include "world/transfer.h"

enum { FL_SNAPSHOT_VERSION = 2 }; // of the format: to be raised when the same bytes come to mean something else
#define FL_SNAPSHOT_MAGIC "fl-world"

// The first bytes, before all sections.
typedef struct fl_snapshot_head {
  char magic[8];
  uint64_t version;
  char engine[FL_NAME_MAX];
  uint64_t layout[2];
  uint64_t all_orders, reversed; // options that change what comes out, or where it lies
} fl_snapshot_head;

// Carries the head; a loading transfer is refused when anything in it is not as it is here.
void fl_carry_head(fl_transfer *transfer, const fl_world_options *options);
// Carries the section of the scenario: set-up, parameters, policies, brands and rooms. Refused where the one that comes in is another
// one; the message names the first field that differs.
void fl_carry_scenario(fl_transfer *transfer, const fl_scenario *scenario);

#endif
