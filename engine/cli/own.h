// Lua files that the program writes for people to read and edit: they are written anew until somebody has edited them.
#ifndef FANLOOP_OWN_H
#define FANLOOP_OWN_H

#include <stddef.h>

// What stands at a place: nothing, or what was written and not edited; just the text that is to be written; something of somebody's own.
typedef enum fl_own { FL_OWN_FREE, FL_OWN_SAME, FL_OWN_TAKEN } fl_own;
fl_own fl_own_look(const char *path, const char *text);
// Writes the text, and a last line with its digest, by which it is known again. 0, or an errno: then the place is as it was.
int fl_own_write(const char *path, const char *text, size_t size);

#endif
