// Databases of users: the rows of a table or query as text, for the lists of brands and rooms of a scenario.
#ifndef FANLOOP_FOREIGN_H
#define FANLOOP_FOREIGN_H

#include <stdbool.h>
#include <stddef.h>

// Reads the SQLite file at `path`: the rows of `query` (one SELECT, or the name of a table or view) as CSV, names of columns first. The file
// is opened for reading only; the query reads, and neither time nor chance has a say in it, so that it says the same each time. `*text` is
// to be freed. False with the reason when it cannot be done, takes too long or more than `most` bytes.
bool fl_foreign_csv(const char *path, const char *query, size_t most, char **text, size_t *size, char *why, size_t why_size);

#endif
