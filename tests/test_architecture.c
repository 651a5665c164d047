// The laws of the house, held over the include lines, the symbols of the core's archives and the scenarios' headers.
#define _POSIX_C_SOURCE 200809L
#include "check.h"

#include <dirent.h>
#include <sys/stat.h>

enum { PATH = 1024, LINE = 4096, FILES = 2000, LONGEST_FILE = 600, LONGEST_SCENARIO = 100 };

static int wrong; // of the law that is being checked: all breaches are told at once

static void breach(const char *format, ...) __attribute__((format(printf, 1, 2)));
static void breach(const char *format, ...) {
  char text[LINE];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(text, sizeof text, format, arguments);
  va_end(arguments);
  print_error("%s\n", text);
  wrong++;
}

static bool ends_with(const char *text, const char *end) {
  const size_t n = strlen(text), m = strlen(end);
  return n >= m && strcmp(text + n - m, end) == 0;
}
static bool starts_with(const char *text, const char *start) {
  return strncmp(text, start, strlen(start)) == 0;
}
static bool among(const char *text, const char *const *list) {
  for (; *list; list++)
    if (strcmp(text, *list) == 0) return true;
  return false;
}

// ---- Files ----------------------------------------------------------------------------------------------------------------------

static char *files[FILES]; // paths from the project's folder
static int file_count;

static void collect(const char *folder) {
  char path[PATH];
  snprintf(path, sizeof path, "%s/%s", FL_SOURCE_DIR, folder);
  DIR *dir = opendir(path);
  for (struct dirent *e; dir && (e = readdir(dir));) {
    struct stat info;
    if (e->d_name[0] == '.') continue;
    snprintf(path, sizeof path, "%s/%s/%s", FL_SOURCE_DIR, folder, e->d_name);
    if (stat(path, &info) != 0) continue;
    const char *inner = path + strlen(FL_SOURCE_DIR) + 1;
    if (S_ISDIR(info.st_mode)) {
      char *copy = strdup(inner);
      collect(copy);
      free(copy);
    } else {
      assert_true(file_count < FILES);
      files[file_count++] = strdup(inner);
    }
  }
  if (dir) closedir(dir);
}

static int collect_all(void **state) {
  (void)state;
  const char *const folders[] = {"engine", "tests", "tools", "scripts", "scenarios"};
  for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) collect(folders[i]);
  return file_count > 50 ? 0 : -1;
}
static int forget_all(void **state) {
  (void)state;
  while (file_count) free(files[--file_count]);
  return 0;
}

static FILE *open_file(const char *path) {
  char full[PATH];
  snprintf(full, sizeof full, "%s/%s", FL_SOURCE_DIR, path);
  FILE *file = fopen(full, "r");
  assert_non_null(file);
  return file;
}

static bool is_source(const char *path) {
  return ends_with(path, ".c") || ends_with(path, ".h") || ends_with(path, ".def");
}

// Calls law(file, header) for every #include line under engine/, header without its quotes or brackets.
static void for_includes(void (*law)(const char *file, const char *header)) {
  wrong = 0;
  for (int i = 0; i < file_count; i++) {
    if (!starts_with(files[i], "engine/") || !is_source(files[i])) continue;
    FILE *file = open_file(files[i]);
    char line[LINE], header[LINE];
    while (fgets(line, sizeof line, file))
      if (sscanf(line, " # include %*[<\"]%[^>\"]", header) == 1) law(files[i] + strlen("engine/"), header);
    fclose(file);
  }
  assert_int_equal(wrong, 0);
}

// ---- Rooms ----------------------------------------------------------------------------------------------------------------------

typedef struct room {
  const char *name;
  const char *knows[12]; // rooms whose headers it may include, besides its own
} room;

static const room rooms[] = {
    {"include", {"fanloop"}},
    {"base", {"fanloop"}},
    {"stats", {"base"}},
    {"fit", {"base"}},
    {"design", {"fanloop", "base"}},
    {"search", {"base", "fit", "design"}},
    {"params", {"fanloop", "base"}},
    {"agents", {"fanloop", "base"}},
    {"mechanisms", {"fanloop", "base", "params", "agents"}},
    {"world", {"fanloop", "base", "stats", "params", "agents", "mechanisms"}},
    {"experiment", {"fanloop", "base", "stats", "fit", "design", "search", "params", "record"}},
    {"record", {"fanloop", "base", "params"}},
    {"lua", {"fanloop", "base", "design", "params"}},
    {"report", {"fanloop", "base", "stats", "fit", "record"}},
    {"cli", {"fanloop", "base", "fit", "design", "params", "record", "lua", "report", "experiment"}},
    {"main.c", {"cli"}},
};
enum { ROOMS = sizeof rooms / sizeof *rooms };
static const char *const core[] = {"include", "base", "stats", "params", "agents", "mechanisms", "world", NULL};

static const char *room_of(const char *path) {
  static char name[PATH];
  snprintf(name, sizeof name, "%.*s", (int)strcspn(path, "/"), path);
  return name;
}

static void law_of_floors(const char *file, const char *header) {
  const char *const slash = strchr(header, '/');
  char other[PATH];
  snprintf(other, sizeof other, "%.*s", (int)strcspn(header, "/"), header);
  const char *own = room_of(file);
  if (!slash || strcmp(other, own) == 0 || starts_with(header, "sys/") || starts_with(header, "Random123/") ||
      starts_with(header, "gsl/"))
    return;
  for (int i = 0; i < ROOMS; i++) {
    if (strcmp(rooms[i].name, own) != 0) continue;
    for (int k = 0; k < 12 && rooms[i].knows[k]; k++)
      if (strcmp(other, rooms[i].knows[k]) == 0) return;
    breach("engine/%s includes %s: a room knows only rooms below it", file, header);
    return;
  }
  breach("engine/%s: unknown room %s", file, own);
}
static void rooms_know_only_rooms_below_them(void **state) {
  (void)state;
  for_includes(law_of_floors);
}

static void law_of_guests(const char *file, const char *header) {
  const char *const lua[] = {"lua.h", "lauxlib.h", "lualib.h", NULL}, *const numeric[] = {"fit", "design", "search", NULL},
                    *const threads[] = {"omp.h", "sched.h", NULL};
  if (among(header, lua) && !starts_with(file, "lua/")) breach("engine/%s includes %s: only engine/lua knows Lua", file, header);
  if (strcmp(header, "sqlite3.h") == 0 && !starts_with(file, "record/"))
    breach("engine/%s includes %s: only engine/record knows SQLite", file, header);
  if (starts_with(header, "gsl/") && !among(room_of(file), numeric))
    breach("engine/%s includes %s: only fit, design and search know GSL", file, header);
  if (strcmp(header, "nlopt.h") == 0 && !starts_with(file, "search/"))
    breach("engine/%s includes %s: only engine/search knows NLopt", file, header);
  if (among(header, threads) && among(room_of(file), core) && strcmp(file, "world/parallel_openmp.c") != 0)
    breach("engine/%s includes %s: only world/parallel_openmp.c knows threads", file, header);
}
static void lua_sqlite_gsl_and_threads_are_known_in_one_place(void **state) {
  (void)state;
  for_includes(law_of_guests);
}

static void law_of_the_core(const char *file, const char *header) {
  const char *const outside[] = {"time.h",      "unistd.h", "pthread.h", "signal.h", "threads.h",
                                 "stdatomic.h", "fcntl.h",  "locale.h",  NULL};
  if (!among(room_of(file), core)) return;
  if (among(header, outside) || starts_with(header, "sys/"))
    breach("engine/%s includes %s: the core knows no outside world", file, header);
}
static void the_core_includes_nothing_of_the_outside_world(void **state) {
  (void)state;
  for_includes(law_of_the_core);
}

static void law_of_mechanisms(const char *file, const char *header) {
  if (!starts_with(file, "mechanisms/") || !starts_with(header, "mechanisms/")) return;
  char own[PATH];
  snprintf(own, sizeof own, "%.*s.h", (int)(strrchr(file, '.') - file), file);
  if (strcmp(own, header) != 0) breach("engine/%s includes %s: mechanisms are strangers to each other", file, header);
}
static void mechanisms_are_strangers_to_each_other(void **state) {
  (void)state;
  for_includes(law_of_mechanisms);
}

static void law_of_reports(const char *file, const char *header) {
  if (starts_with(file, "report/") && starts_with(header, "record/") && strcmp(header, "record/result.h") != 0)
    breach("engine/%s includes %s: a report reads results only", file, header);
}
static void reports_read_results_only(void **state) {
  (void)state;
  for_includes(law_of_reports);
}

static void law_of_nobody(const char *file, const char *header) {
  if (ends_with(header, "common.h") || ends_with(header, "utils.h")) breach("engine/%s includes %s", file, header);
}
static void there_is_no_header_for_everything(void **state) {
  (void)state;
  for_includes(law_of_nobody);
}

// ---- Words and symbols ----------------------------------------------------------------------------------------------------------

static bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

// Is `word` called in the code of `line`, or a type or variable used (comments, texts and members apart)?
static bool uses(const char *line, const char *word) {
  bool text = false;
  for (const char *at = line; *at; at++) {
    if (*at == '"' && (at == line || at[-1] != '\\')) text = !text;
    if (!text && at[0] == '/' && at[1] == '/') return false;
    if (text || !starts_with(at, word) || is_word(at[strlen(word)])) continue;
    if (at > line && (is_word(at[-1]) || at[-1] == '.' || at[-1] == '>')) continue;
    if (at[strlen(word)] == '(' || strcmp(word, "FILE") == 0 || strcmp(word, "errno") == 0) return true;
  }
  return false;
}

static void the_core_uses_no_files_clock_environment_or_exit(void **state) {
  (void)state;
  const char *const words[] = {"FILE", "printf", "fprintf", "puts",  "fopen", "getenv", "exit",   "abort", "_Exit",  "quick_exit",
                               "rand", "srand",  "random",  "clock", "time",  "system", "signal", "errno", "perror", NULL};
  wrong = 0;
  for (int i = 0; i < file_count; i++) {
    if (!starts_with(files[i], "engine/") || !among(room_of(files[i] + 7), core) || !is_source(files[i])) continue;
    if (ends_with(files[i], ".def")) continue; // facts, their names and texts
    FILE *file = open_file(files[i]);
    char line[LINE];
    for (int n = 1; fgets(line, sizeof line, file); n++)
      for (const char *const *w = words; *w; w++)
        if (uses(line, *w)) breach("%s:%d uses %s", files[i], n, *w);
    fclose(file);
  }
  assert_int_equal(wrong, 0);
}

// What the core's archives may ask of the C library: memory, text in memory, reading numbers.
static const char *const allowed[] = {"aligned_alloc",
                                      "__cpu_model", // which instructions the machine has
                                      "calloc",
                                      "free",
                                      "malloc",
                                      "realloc",
                                      "memchr",
                                      "memcmp",
                                      "memcpy",
                                      "memmove",
                                      "memset",
                                      "qsort",
                                      "snprintf",
                                      "vsnprintf",
                                      "stpcpy",
                                      "strchr",
                                      "strcmp",
                                      "strcpy",
                                      "strcspn",
                                      "strlen",
                                      "strncmp",
                                      "strnlen",
                                      "strpbrk",
                                      "strrchr",
                                      "strspn",
                                      "strstr",
                                      "strtod",
                                      "strtoll",
                                      "strtoull",
                                      "bcmp",
                                      "_GLOBAL_OFFSET_TABLE_",
                                      "__assert_fail",
                                      "__stack_chk_fail",
                                      "__snprintf_chk",
                                      "__vsnprintf_chk",
                                      "__memcpy_chk",
                                      "__memset_chk",
                                      "__strcpy_chk",
                                      "__stpcpy_chk",
                                      "__isoc23_strtoll",
                                      "__ctype_b_loc",
                                      NULL};

static void audit(const char *archive) {
  char command[PATH], line[LINE], member[LINE] = "", symbol[LINE], type;
  snprintf(command, sizeof command, "'%s' '%s/%s' 2>&1", FL_NM, FL_BINARY_DIR, archive);
  FILE *pipe = popen(command, "r");
  assert_non_null(pipe);
  while (fgets(line, sizeof line, pipe)) {
    line[strcspn(line, "\n")] = 0;
    if (ends_with(line, ":")) snprintf(member, sizeof member, "%.200s", line);
    if (sscanf(line, " %c %s", &type, symbol) != 2 || type != 'U') continue;
    if (starts_with(symbol, "fl_") || among(symbol, allowed) || starts_with(member, "parallel_openmp.c")) continue;
    breach("%s, %s needs %s", archive, member, symbol);
  }
  assert_int_equal(pclose(pipe), 0);
}

static void the_core_asks_the_c_library_for_little_and_libm_for_nothing(void **state) {
  (void)state;
  if (FL_SANITIZED) skip(); // the sanitizers' own calls are everywhere
  wrong = 0;
  for (const char *const *name = core + 1; *name; name++) {
    char archive[64];
    snprintf(archive, sizeof archive, "libfl_%s.a", *name);
    audit(archive);
  }
  assert_int_equal(wrong, 0);
}

// ---- Headers --------------------------------------------------------------------------------------------------------------------

static bool has_compiler(const char *compiler) {
  char command[PATH];
  snprintf(command, sizeof command, "command -v '%s' >/dev/null 2>&1", compiler);
  return *compiler && system(command) == 0;
}

static void compile_alone(const char *compiler, const char *language, const char *standard) {
  for (int i = 0; i < file_count; i++) {
    if (!starts_with(files[i], "engine/include/fanloop/") || !ends_with(files[i], ".h")) continue;
    char command[4 * PATH];
    snprintf(command, sizeof command,
             "echo '#include \"%s\"' | '%s' -x %s %s -Wall -Wextra -Wpedantic -Werror -fsyntax-only -I '%s/engine/include' -",
             files[i] + strlen("engine/include/"), compiler, language, standard, FL_SOURCE_DIR);
    if (system(command) != 0) breach("%s does not compile alone as %s", files[i], language);
  }
}

static void public_headers_compile_alone_as_c_and_cpp(void **state) {
  (void)state;
  const char *const cpp[] = {FL_CXX, "c++", "g++", "clang++"};
  wrong = 0;
  compile_alone(FL_CC, "c", "-std=c17");
  size_t i = 0;
  while (i < 4 && !has_compiler(cpp[i])) i++;
  if (i < 4)
    compile_alone(cpp[i], "c++", "-std=c++17");
  else
    print_message("no C++ compiler: headers not checked as C++\n");
  assert_int_equal(wrong, 0);
}

// ---- Sizes and scenarios --------------------------------------------------------------------------------------------------------

static int lines_of(const char *path) {
  FILE *file = open_file(path);
  int lines = 0;
  for (int c; (c = getc(file)) != EOF;) lines += c == '\n';
  fclose(file);
  return lines;
}

static void files_stay_readable_in_one_sitting(void **state) {
  (void)state;
  wrong = 0;
  for (int i = 0; i < file_count; i++) {
    if (!is_source(files[i]) && !ends_with(files[i], ".lua") && !starts_with(files[i], "tools/")) continue;
    if (starts_with(files[i], "tests/lua/") || ends_with(files[i], "annotations.lua")) continue; // fixtures; generated
    const int lines = lines_of(files[i]);
    if (lines > LONGEST_FILE) breach("%s has %d lines, %d at most", files[i], lines, LONGEST_FILE);
  }
  assert_int_equal(wrong, 0);
}

static void scenarios_explain_themselves(void **state) {
  (void)state;
  const char *const heads[] = {"What is it",    "Question", "Scope and limitations", "Knobs", "Things to notice",
                               "Things to try", "Sources"};
  wrong = 0;
  for (int i = 0; i < file_count; i++) {
    if (!starts_with(files[i], "scenarios/") || !ends_with(files[i], ".lua")) continue;
    bool seen[7] = {false};
    char line[LINE];
    FILE *file = open_file(files[i]);
    while (fgets(line, sizeof line, file))
      for (int h = 0; h < 7; h++) seen[h] |= starts_with(line, "--") && strstr(line, heads[h]);
    fclose(file);
    for (int h = 0; h < 7; h++)
      if (!seen[h]) breach("%s has no header \"%s\"", files[i], heads[h]);
    if (lines_of(files[i]) > LONGEST_SCENARIO) breach("%s has more than %d lines", files[i], LONGEST_SCENARIO);
  }
  assert_int_equal(wrong, 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(rooms_know_only_rooms_below_them),
      cmocka_unit_test(lua_sqlite_gsl_and_threads_are_known_in_one_place),
      cmocka_unit_test(the_core_includes_nothing_of_the_outside_world),
      cmocka_unit_test(mechanisms_are_strangers_to_each_other),
      cmocka_unit_test(reports_read_results_only),
      cmocka_unit_test(there_is_no_header_for_everything),
      cmocka_unit_test(the_core_uses_no_files_clock_environment_or_exit),
      cmocka_unit_test(the_core_asks_the_c_library_for_little_and_libm_for_nothing),
      cmocka_unit_test(public_headers_compile_alone_as_c_and_cpp),
      cmocka_unit_test(files_stay_readable_in_one_sitting),
      cmocka_unit_test(scenarios_explain_themselves),
  };
  return cmocka_run_group_tests(tests, collect_all, forget_all);
}
