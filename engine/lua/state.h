// The bytes of what a script remembers, as state.c writes and state_load.c reads them.
//
// Everything that can be referred to is an object and has a number: first those of the host, then those of the ground, which loading made,
// then those that hooks have made since. Words are eight bytes, little endian.
//   state:   words host, ground, all; kinds of the objects that hooks made; records of all objects that are not the host's
//   kind:    FL_MADE_TABLE; or FL_MADE_ROW, words table and second table (FL_TABLES: none), the bytes of both rows; or FL_MADE_VIEW, its
//            name as a word and bytes
//   record:  of an object of the ground, FL_AS_LOADED and nothing more, or FL_CHANGED and
//            of a table, its metatable or FL_KEPT_NIL, the number of its entries as a word, and for each the key and the value;
//            of a view, the same without a metatable, for the table behind it; of a function, its variables that no function before
//            it shares; of others, nothing
//   value:   one of fl_kept, and what it says
#ifndef FANLOOP_LUA_STATE_H
#define FANLOOP_LUA_STATE_H

#include "lua/host.h"

typedef enum fl_kept {
  FL_KEPT_NIL,
  FL_KEPT_FALSE,
  FL_KEPT_TRUE,
  FL_KEPT_INTEGER, // a word
  FL_KEPT_REAL,    // a word: its bits
  FL_KEPT_TEXT,    // its length as a word, and its bytes
  FL_KEPT_OBJECT   // a word: its number
} fl_kept;

typedef enum fl_made { FL_MADE_TABLE, FL_MADE_ROW, FL_MADE_VIEW } fl_made;
typedef enum fl_record_of { FL_AS_LOADED, FL_CHANGED } fl_record_of;

// Runs `function` with `argument`, with memory of its own beside that of the scenario.
fl_status fl_lua_run_state(fl_lua *lua, lua_CFunction function, void *argument, fl_messages *messages);
// Whether variable `number` of the function at `function` is met for the first time; `cells` is a table of those met.
bool fl_lua_new_cell(lua_State *L, int cells, int function, int number);

#endif
