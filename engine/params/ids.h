// Lists of ids in order, so that looking one up in a list of a million is quick.
#ifndef FANLOOP_IDS_H
#define FANLOOP_IDS_H

#include <stdbool.h>
#include <stddef.h>

typedef struct fl_id_ref {
  const char *id;
  size_t index;
} fl_id_ref;

// The ids of `count` things, `stride` bytes apart, in order, those that are the same by number; to be freed. NULL when there are none or
// memory is out.
fl_id_ref *fl_ids_sort(size_t count, size_t stride, const char *first_id);
// The number of a thing of this id; SIZE_MAX where there is none. `refs` may be NULL: then there is none.
size_t fl_ids_find(const fl_id_ref *refs, size_t count, const char *id);

#endif
