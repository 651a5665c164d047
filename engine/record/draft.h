// Small files that appear whole or not at all: written beside their place, then put there in one step.
#ifndef FANLOOP_DRAFT_H
#define FANLOOP_DRAFT_H

#include <stdio.h>

typedef struct fl_draft {
  FILE *out;         // to be written to; NULL: it could not be made, and errno says why
  char *path, *name; // the place, behind links; the draft, a name that nobody else has
} fl_draft;

fl_draft fl_draft_begin(const char *path);
// Puts the draft in its place, on the disk. 0, or the errno of what went wrong: then the place is as it was. Frees all.
int fl_draft_end(fl_draft *draft);

#endif
