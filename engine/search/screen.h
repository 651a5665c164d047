// The screening: a design that fills the cube. Private to engine/search.
#ifndef FANLOOP_SCREEN_H
#define FANLOOP_SCREEN_H

#include "search/ledger.h"

// Enters up to `count` points into the ledger, none of which it knew: a Latin hypercube (each factor takes each of `count` equal
// parts once, at random within it), and random points in the place of clones, which small numbers of levels breed. Fewer where the
// settings run out. False: memory is out.
bool fl_screen(fl_ledger *ledger, const fl_key *key, size_t count);

#endif
