// Memory that runs out: stands between the program and malloc, calloc, realloc, aligned_alloc, strdup and realpath (linked with
// --wrap, see CMakeLists.txt), and between SQLite and its allocator. What libc allocates for itself is not touched.
#ifndef TESTS_FAIL_ALLOC_H
#define TESTS_FAIL_ALLOC_H

#include <stdbool.h>
#include <stdint.h>

// From now on the n-th allocation fails, counted from 1; with `for_good` all later ones too. 0: none fails.
void fail_alloc_at(int64_t n, bool for_good);
// Allocations since then.
int64_t fail_alloc_count(void);
// Makes SQLite ask here. Before its first use in the process.
bool fail_alloc_in_sqlite(void);

#endif
