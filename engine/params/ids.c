#include "params/ids.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static int compare_ids(const void *a, const void *b) {
  const fl_id_ref *x = a, *y = b;
  const int order = strcmp(x->id, y->id);
  return order ? order : (x->index > y->index) - (x->index < y->index);
}

fl_id_ref *fl_ids_sort(size_t count, size_t stride, const char *first_id) {
  fl_id_ref *refs = count ? malloc(count * sizeof *refs) : NULL;
  if (!refs) return NULL;
  for (size_t i = 0; i < count; i++) {
    refs[i].id = first_id + i * stride;
    refs[i].index = i;
  }
  qsort(refs, count, sizeof *refs, compare_ids);
  return refs;
}

size_t fl_ids_find(const fl_id_ref *refs, size_t count, const char *id) {
  size_t low = 0, high = refs ? count : 0;
  while (low < high) {
    const size_t middle = low + (high - low) / 2;
    const int order = strcmp(refs[middle].id, id);
    if (order == 0) return refs[middle].index;
    if (order < 0)
      low = middle + 1;
    else
      high = middle;
  }
  return SIZE_MAX;
}
