// Editor annotations (LuaCATS) for scenario files, from the field tables and output tables.
#ifndef FANLOOP_LUA_ANNOTATIONS_H
#define FANLOOP_LUA_ANNOTATIONS_H

#include "params/reference.h"

// scripts/fanloop/annotations.lua: classes for all constructors, rows and the sim object, so that editors complete and check.
void fl_lua_write_annotations(const fl_writer *writer);

#endif
