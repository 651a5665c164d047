// Files: reading, checking their encoding, compiling, and `require` within two folders, or from texts that were handed over.
#include "lua/host.h"

#include "base/nearname.h"
#include "base/utf8.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define LIBRARY_PREFIX "fanloop."
#define WORLDS         "fanloop/worlds"

static char *copy_bytes(const char *text, size_t size) {
  char *copy = malloc(size + 1);
  if (!copy) return NULL;
  memcpy(copy, text, size);
  copy[size] = 0;
  return copy;
}

bool fl_lua_add_source(fl_lua *lua, const fl_lua_source *source) {
  if (lua->source_count >= FL_LUA_SOURCES_MAX) return false;
  if (!lua->sources) lua->sources = calloc(FL_LUA_SOURCES_MAX, sizeof *lua->sources);
  if (!lua->sources) return false;
  char *path = copy_bytes(source->path, strlen(source->path)), *text = copy_bytes(source->text, source->size);
  char *module = copy_bytes(source->module, strlen(source->module));
  if (!path || !text || !module) {
    free(path);
    free(text);
    free(module);
    return false;
  }
  lua->sources[lua->source_count++] = (fl_lua_source){path, text, source->size, module};
  return true;
}

// Reading ----------------------------------------------------------------------------------------------------------------------

static void out_of_memory(fl_lua *lua, char *why, size_t why_size) {
  lua->no_memory = true;
  snprintf(why, why_size, "does not fit in memory");
}

static char *read_file(fl_lua *lua, const char *path, size_t *size, char *why, size_t why_size) {
  struct stat info;
  if (stat(path, &info) != 0) {
    snprintf(why, why_size, "cannot be read: %s", strerror(errno));
    return NULL;
  }
  if (!S_ISREG(info.st_mode)) { // a pipe or device could block or never end
    snprintf(why, why_size, "%s", S_ISDIR(info.st_mode) ? "is a folder, not a file" : "is not an ordinary file");
    return NULL;
  }
  if (info.st_size > FL_LUA_FILE_MAX) {
    snprintf(why, why_size, "is larger than %d MiB, the most that a file may have", FL_LUA_FILE_MAX >> 20);
    return NULL;
  }
  FILE *file = fopen(path, "rb");
  char *text = file ? malloc((size_t)info.st_size + 1) : NULL;
  if (!text) {
    if (file)
      out_of_memory(lua, why, why_size);
    else
      snprintf(why, why_size, "cannot be read: %s", strerror(errno));
    if (file) fclose(file);
    return NULL;
  }
  *size = fread(text, 1, (size_t)info.st_size, file);
  text[*size] = 0;
  const bool failed = ferror(file);
  fclose(file);
  if (!failed) return text;
  snprintf(why, why_size, "cannot be read");
  free(text);
  return NULL;
}

// Files from other systems: what they are is said here, before Lua trips over a byte.
bool fl_lua_check_encoding(const char *text, size_t size, char *why, size_t why_size) {
  const char *wrong = NULL;
  if (size && text[0] == LUA_SIGNATURE[0])
    wrong = "is compiled Lua; only text is accepted";
  else if (size >= 2 && (memcmp(text, "\xff\xfe", 2) == 0 || memcmp(text, "\xfe\xff", 2) == 0))
    wrong = "is in UTF-16; save it as UTF-8";
  else if (memchr(text, 0, size))
    wrong = "contains zero bytes; is it a text file?";
  if (wrong) {
    snprintf(why, why_size, "%s", wrong);
    return false;
  }
  const size_t bad = fl_utf8_check(text, size);
  if (bad == size) return true;
  int line = 1;
  for (size_t i = 0; i < bad; i++) line += text[i] == '\n';
  snprintf(why, why_size, "is not UTF-8 (line %d); save it as UTF-8", line);
  return false;
}

// As fl_lua_add_source, with the reason.
static bool take_source(fl_lua *lua, const fl_lua_source *source, char *why, size_t why_size) {
  const bool added = fl_lua_add_source(lua, source);
  if (!added && lua->source_count < FL_LUA_SOURCES_MAX)
    out_of_memory(lua, why, why_size);
  else if (!added)
    snprintf(why, why_size, "is one file too many: a scenario may have %d", FL_LUA_SOURCES_MAX);
  return added;
}

bool fl_lua_read_source(fl_lua *lua, const char *path, const char *shown, const char *module, char *why, size_t why_size) {
  size_t size;
  char *text = read_file(lua, path, &size, why, why_size);
  if (!text) return false;
  const bool taken = take_source(lua, &(fl_lua_source){shown, text, size, module}, why, why_size);
  free(text);
  return taken;
}

// Whether an entry of a table, or an argument, can begin with this token of `size` bytes.
static bool begins_value(const char *token, size_t size) {
  static const char *const others[] = {"and", "break", "do",     "else",   "elseif", "end",   "for",   "goto", "if",
                                       "in",  "or",    "repeat", "return", "then",   "until", "while", "local"};
  const bool word = (*token >= 'a' && *token <= 'z') || (*token >= 'A' && *token <= 'Z') || *token == '_';
  for (size_t i = 0; word && i < sizeof others / sizeof *others; i++)
    if (strlen(others[i]) == size && memcmp(others[i], token, size) == 0) return false;
  return word || (*token && strchr("0123456789\"'[{", *token));
}

// What a beginner most often did where the parser expects the end of a table or call: "'}' expected … near 'world'". "" otherwise.
static const char *syntax_hint(const char *message) {
  const char *table = strstr(message, "'}' expected"), *expected = table ? table : strstr(message, "')' expected");
  const char *near = expected ? strstr(expected, " near '") : NULL;
  const char *token = near ? near + strlen(" near '") : "";
  if (!*token) return "";
  const size_t size = strlen(token) - 1; // without the quote behind it
  if (table && size == 1 && *token == '=')
    return ": a key with other characters than letters, digits and '_' is written [\"key\"] = value";
  return begins_value(token, size) ? ": is a comma missing before it?" : "";
}

bool fl_lua_compile(fl_lua *lua, size_t index) {
  lua_State *L = lua->L;
  const fl_lua_source *source = &lua->sources[index];
  char why[FL_LUA_WHY];
  if (!fl_lua_check_encoding(source->text, source->size, why, sizeof why)) {
    lua_pushfstring(L, "%s: the file %s", source->path, why);
    return false;
  }
  const char *text = source->text;
  size_t size = source->size;
  if (size >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0) { // a byte order mark, as some editors write it
    text += 3;
    size -= 3;
  }
  if (size && text[0] == '#') { // "#!" line: its end stays, so that line numbers hold
    const char *end = memchr(text, '\n', size);
    size = end ? size - (size_t)(end - text) : 0;
    text = end ? end : "";
  }
  fl_lua_charge(L, size);
  lua_pushfstring(L, "@%s", source->path);
  const int status = luaL_loadbufferx(L, text, size, lua_tostring(L, -1), "t");
  lua_remove(L, -2);
  if (status == LUA_OK) {
    fl_lua_set_globals(L);
    return true;
  }
  if (status == LUA_ERRMEM) lua_error(L);
  // The parser's own overflow has no place: "((((…".
  if (strcmp(lua_tostring(L, -1), "C stack overflow") == 0)
    lua_pushfstring(L, "%s: parentheses, tables or functions are nested too deeply", source->path);
  else
    lua_pushfstring(L, "%s%s", lua_tostring(L, -1), syntax_hint(lua_tostring(L, -1)));
  return false;
}

// Folders ----------------------------------------------------------------------------------------------------------------------

bool fl_lua_set_folder(fl_lua *lua, const char *path) {
  const char *slash = strrchr(path, '/');
  lua->folder_shown = copy_bytes(path, slash ? (size_t)(slash - path) + 1 : 0);
  if (!lua->folder_shown) return false;
  lua->folder = realpath(slash ? lua->folder_shown : ".", NULL);
  return lua->folder != NULL;
}

// "a.b-c" -> "a/b-c". False when a part is empty or has other characters than letters, digits, '_' and '-': so "..", absolute
// paths and hidden files cannot be said.
static bool module_path(const char *name, char *out, size_t size) {
  const size_t length = strlen(name);
  if (!length || length + 1 > size || name[0] == '.' || name[length - 1] == '.' || strstr(name, "..")) return false;
  for (size_t i = 0; i <= length; i++) {
    const char c = name[i];
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    if (c && !letter && !(c >= '0' && c <= '9') && !strchr("_-.", c)) return false;
    out[i] = c == '.' ? '/' : c;
  }
  return true;
}

typedef enum lookup { ABSENT, FOUND, OUTSIDE, NO_MEMORY } lookup;

// Looks for the file `relative` + `ending` in `folder`. A symbolic link that leads out of the folder is not followed.
static lookup find_file(const char *folder, const char *relative, const char *ending, char *out, size_t size) {
  if (!folder || snprintf(out, size, "%s/%s%s", folder, relative, ending) >= (int)size) return ABSENT;
  char *real = realpath(out, NULL);
  if (!real && errno == ENOMEM) return NO_MEMORY;
  if (!real) return ABSENT;
  const size_t length = strcmp(folder, "/") == 0 ? 0 : strlen(folder);
  const bool inside = strncmp(real, folder, length) == 0 && real[length] == '/';
  free(real);
  return inside ? FOUND : OUTSIDE;
}

static lookup find_module(const char *folder, const char *relative, char *out, size_t size) {
  return find_file(folder, relative, ".lua", out, size);
}

// No part of the path leads up, is hidden or empty, and nothing in it steers a terminal.
static bool is_inner_path(const char *path) {
  if (!*path || strchr(path, '\\') || !fl_utf8_printable(path, strlen(path))) return false;
  for (const char *part = path;; part++) {
    if (*part == '.' || *part == '/' || !*part) return false;
    part = strchr(part, '/');
    if (!part) return true;
  }
}

bool fl_lua_find_file(fl_lua *lua, const char *relative, char *out, size_t size, char *why, size_t why_size) {
  if (!is_inner_path(relative)) {
    snprintf(why, why_size, "must be a path inside of the scenario's folder, as \"rooms.csv\" or \"shops/rooms.csv\"");
    return false;
  }
  const lookup found = find_file(lua->folder, relative, "", out, size);
  if (found == NO_MEMORY) out_of_memory(lua, why, why_size);
  if (found == OUTSIDE) snprintf(why, why_size, "is a link to a file outside of the scenario's folder");
  if (found == ABSENT) snprintf(why, why_size, "is not there: no %s%s", lua->folder_shown ? lua->folder_shown : "", relative);
  return found == FOUND;
}

// The text handed over for module `name`, or NULL. The first one is that of the scenario.
static const fl_lua_source *find_held(const fl_lua *lua, const char *name) {
  for (size_t i = 1; i < lua->held_count; i++)
    if (strcmp(lua->held[i].module, name) == 0) return &lua->held[i];
  return NULL;
}

size_t fl_lua_held_source(fl_lua *lua, const char *module) {
  for (size_t i = 1; i < lua->source_count; i++)
    if (strcmp(lua->sources[i].module, module) == 0) return i;
  const fl_lua_source *held = find_held(lua, module);
  return held && fl_lua_add_source(lua, held) ? lua->source_count - 1 : SIZE_MAX;
}

static const char modules_key = 0, loading_key = 0, tables_key = 0;

// Pushes the table in the registry under `key`.
static void push_registry_table(lua_State *L, const char *key) {
  if (lua_rawgetp(L, LUA_REGISTRYINDEX, key) == LUA_TTABLE) return;
  lua_pop(L, 1);
  lua_newtable(L);
  lua_pushvalue(L, -1);
  lua_rawsetp(L, LUA_REGISTRYINDEX, key);
}

// Runs the file at `path`, or a text handed over, and leaves its value; kept in the table of modules at `modules` under `name`.
static void run_module(lua_State *L, int modules, const char *name, const char *path, const char *shown) {
  fl_lua *lua = fl_lua_of(L);
  char why[FL_LUA_WHY];
  push_registry_table(L, &loading_key);
  lua_pushboolean(L, 1);
  lua_setfield(L, -2, name);
  const fl_lua_source *held = find_held(lua, name);
  if (held ? !take_source(lua, held, why, sizeof why) : !fl_lua_read_source(lua, path, shown, name, why, sizeof why))
    luaL_error(L, "module '%s': %s %s", name, shown, why);
  const size_t source = lua->source_count - 1;
  if (!fl_lua_compile(lua, source)) lua_error(L); // its text has file and line
  lua_call(L, 0, 1);
  if (lua_istable(L, -1)) {
    push_registry_table(L, &tables_key);
    lua_pushvalue(L, -2);
    lua_pushinteger(L, (lua_Integer)source);
    lua_rawset(L, -3);
    lua_pop(L, 1);
  }
  lua_pushnil(L);
  lua_setfield(L, -3, name);
  lua_remove(L, -2);
  if (lua_isnil(L, -1)) {
    lua_pop(L, 1);
    lua_pushboolean(L, 1);
  }
  fl_lua_close_module(L, name);
  lua_pushvalue(L, -1);
  lua_setfield(L, modules, name);
}

// Pushes where module `name` is, and how that is shown. Modules require others, some hundred deep: these buffers are gone from the
// stack by then, and the compiler must leave it so.
__attribute__((noinline)) static void push_place(lua_State *L, const char *name) {
  fl_lua *lua = fl_lua_of(L);
  char relative[PATH_MAX], path[PATH_MAX], shown[PATH_MAX];
  if (!module_path(name, relative, sizeof relative))
    luaL_error(L, "module '%s': a module name has letters, digits, '_' and '-', with '.' between folders", name);
  if (lua->held) {
    const fl_lua_source *held = find_held(lua, name);
    if (!held) luaL_error(L, "no module '%s': it is not among the sources that are held with the scenario", name);
    lua_pushstring(L, held->path);
    lua_pushstring(L, held->path);
    return;
  }
  const bool shipped = strncmp(name, LIBRARY_PREFIX, strlen(LIBRARY_PREFIX)) == 0;
  lookup own = shipped ? ABSENT : find_module(lua->folder, relative, path, sizeof path);
  if (own == FOUND) {
    snprintf(shown, sizeof shown, "%s%.3000s.lua", lua->folder_shown, relative);
  } else if (own == ABSENT) {
    own = find_module(lua->library, relative, path, sizeof path);
    snprintf(shown, sizeof shown, "%.3000s", path);
  }
  if (own == NO_MEMORY) fl_lua_out_of_memory(L);
  if (own == OUTSIDE) luaL_error(L, "module '%s' is a link to a file outside its folder", name);
  if (own == ABSENT)
    luaL_error(L, "no module '%s': neither %s%s.lua nor in the shipped library", name, lua->folder_shown ? lua->folder_shown : "",
               relative);
  lua_pushstring(L, path);
  lua_pushstring(L, shown);
}

static void require_module(lua_State *L, const char *name) {
  push_registry_table(L, &modules_key);
  const int modules = lua_gettop(L);
  if (lua_getfield(L, modules, name) != LUA_TNIL) return;
  push_registry_table(L, &loading_key);
  if (lua_getfield(L, -1, name) != LUA_TNIL) luaL_error(L, "module '%s' requires itself, directly or through others", name);
  lua_pop(L, 2);
  if (fl_lua_of(L)->phase != FL_LUA_LOADING) luaL_error(L, "require works while loading only; move it to the top of the file");
  push_place(L, name);
  run_module(L, modules, name, lua_tostring(L, -2), lua_tostring(L, -1));
}

void fl_lua_push_modules(lua_State *L) {
  push_registry_table(L, &modules_key);
}

void fl_lua_preload(lua_State *L, const char *name) {
  push_registry_table(L, &modules_key);
  lua_insert(L, -2);
  lua_setfield(L, -2, name);
  lua_pop(L, 1);
}

size_t fl_lua_source_of(lua_State *L, int index) {
  index = lua_absindex(L, index);
  push_registry_table(L, &tables_key);
  lua_pushvalue(L, index);
  const size_t source = lua_rawget(L, -2) == LUA_TNUMBER ? (size_t)lua_tointeger(L, -1) : SIZE_MAX;
  lua_pop(L, 2);
  return source;
}

int fl_lua_require(lua_State *L) {
  require_module(L, luaL_checkstring(L, 1));
  return 1;
}

bool fl_lua_require_world(lua_State *L, const char *name, char *why, size_t why_size) {
  fl_lua *lua = fl_lua_of(L);
  char relative[PATH_MAX], path[PATH_MAX], near[FL_NAME_MAX];
  lua_pushfstring(L, "fanloop.worlds.%s", name);
  const char *full = lua_tostring(L, -1);
  const bool plain = module_path(full, relative, sizeof relative) && !strchr(name, '.');
  lookup found = ABSENT;
  if (plain && lua->held)
    found = find_held(lua, full) ? FOUND : ABSENT;
  else if (plain)
    found = find_module(lua->library, relative, path, sizeof path);
  if (found == NO_MEMORY) fl_lua_out_of_memory(L);
  if (found != FOUND) {
    if (lua->held)
      snprintf(why, why_size, "unknown world '%.64s': its module '%.80s' is not among the sources that are held with the scenario",
               name, full);
    else if (fl_lua_near_world(lua, name, near, sizeof near))
      snprintf(why, why_size, "unknown world '%.64s'; did you mean '%s'?", name, near);
    else
      snprintf(why, why_size, "unknown world '%.64s': there is no %s/%.64s.lua in the shipped library", name, WORLDS, name);
    lua_pop(L, 1);
    return false;
  }
  require_module(L, full);
  return true;
}

bool fl_lua_near_world(const fl_lua *lua, const char *name, char *out, size_t size) {
  char folder[PATH_MAX], best[FL_NAME_MAX] = "";
  if (!lua->library || snprintf(folder, sizeof folder, "%s/%s", lua->library, WORLDS) >= (int)sizeof folder) return false;
  DIR *list = opendir(folder);
  if (!list) return false;
  fl_near near = fl_near_start(name);
  for (const struct dirent *entry = readdir(list); entry; entry = readdir(list)) {
    const size_t length = strlen(entry->d_name);
    char candidate[FL_NAME_MAX];
    if (length < 5 || length - 4 >= sizeof candidate || strcmp(entry->d_name + length - 4, ".lua") != 0) continue;
    memcpy(candidate, entry->d_name, length - 4);
    candidate[length - 4] = 0;
    const size_t before = near.distance;
    fl_near_offer(&near, candidate);
    if (near.distance < before) memcpy(best, candidate, sizeof best);
  }
  closedir(list);
  return best[0] && snprintf(out, size, "%s", best) < (int)size;
}
