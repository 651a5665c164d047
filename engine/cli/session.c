#include "cli/session.h"

#include "base/utf8.h"
#include "cli/near_file.h"
#include "params/number.h"
#include "record/foreign.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

// The Lua library: ../share/fanloop beside an installed program, the source tree for one that runs where it was built.
static const char *library_folder(char *out, size_t size) {
  char program[4096];
  struct stat info;
  const ssize_t length = readlink("/proc/self/exe", program, sizeof program - 1);
  if (length > 0) {
    program[length] = '\0';
    char *slash = strrchr(program, '/');
    if (slash) *slash = '\0';
    if (snprintf(out, size, "%s/../share/fanloop", program) < (int)size && stat(out, &info) == 0 && S_ISDIR(info.st_mode))
      return out;
  }
  snprintf(out, size, "%s/scripts", FL_SOURCE_DIR);
  return out;
}

void fl_session_shrink(fl_scenario *scenario, int64_t fans) {
  fl_setup *setup = &scenario->setup;
  if (setup->fans <= fans) return;
  setup->fans = fans;
  if (setup->focus_fans <= fans / 2) return;
  setup->focus_weight = (setup->focus_fans * setup->focus_weight + fans / 2 - 1) / (fans / 2);
  setup->focus_fans = fans / 2;
}

int fl_session_exit(fl_status status) {
  return status == FL_OK ? FL_EXIT_DONE : status == FL_BAD_SCENARIO ? FL_EXIT_WRONG : FL_EXIT_FAILED;
}

int fl_session_refuse(const fl_messages *messages, fl_status status) {
  size_t told = 0;
  for (size_t i = 0; i < messages->count; i++) told += messages->items[i].error;
  fl_session_print(messages, true);
  // A step that failed and has nothing to say had no memory to say it.
  if (told == 0) fl_tell("%s", fl_word(FL_W_no_memory));
  return fl_session_exit(status);
}

void fl_session_print(const fl_messages *messages, bool warnings) {
  for (size_t i = 0; i < messages->count; i++) {
    const fl_message *message = &messages->items[i];
    if (message->error)
      fl_tell("%s", message->text);
    else if (warnings)
      fl_tell("%s%s", fl_word(FL_W_warning), message->text);
  }
}

bool fl_session_threads(const fl_args *args, uint32_t *threads) {
  const char *text = args->given[FL_OPTION_threads];
  double number;
  *threads = 0;
  if (!text) return true;
  if (!fl_number_parse(text, &number) || number < 1 || number > FL_THREADS_MAX || number != (double)(uint32_t)number) {
    fl_wrong_use(fl_commands[args->command].name, fl_word(FL_W_bad_threads), text, FL_THREADS_MAX);
    return false;
  }
  *threads = (uint32_t)number;
  return true;
}

bool fl_session_whole(const fl_args *args, fl_option_id option, int64_t least, int64_t most, int64_t *out) {
  const char *text = args->given[option];
  double number;
  if (!text) return true;
  if (fl_number_parse(text, &number) && number == floor(number) && number >= (double)least && number <= (double)most) {
    *out = (int64_t)number;
    return true;
  }
  fl_wrong_use(fl_commands[args->command].name, fl_word(FL_W_bad_whole), fl_options[option].name, (long long)least, (long long)most,
               text);
  return false;
}

// --set as written, then the options that are short for one: they count over the scenario and over --set.
bool fl_session_sets(const fl_args *args, fl_sets *out) {
  static const int shorts[] = {FL_OPTION_seed, FL_OPTION_fans, FL_OPTION_days};
  const size_t short_count = sizeof shorts / sizeof *shorts;
  *out = (fl_sets){.items = calloc(args->set_count + short_count, sizeof *out->items)};
  if (!out->items) return false;
  for (size_t i = 0; i < args->set_count; i++) {
    char *text = strdup(args->sets[i]);
    if (!text) return false;
    out->items[out->count++] = text;
  }
  for (size_t i = 0; i < short_count; i++) {
    const char *value = args->given[shorts[i]], *name = fl_options[shorts[i]].name;
    if (!value) continue;
    char *text = malloc(strlen(name) + strlen(value) + 2);
    if (!text) return false;
    sprintf(text, "%s=%s", name, value);
    out->items[out->count++] = text;
  }
  return true;
}

void fl_sets_free(fl_sets *sets) {
  for (size_t i = 0; i < sets->count; i++) free(sets->items[i]);
  free(sets->items);
  *sets = (fl_sets){0};
}

int fl_session_refuse_scenario(const fl_messages *messages, fl_status status) {
  const int code = fl_session_refuse(messages, status);
  if (messages->errors == 1)
    fl_tell("%s", fl_word(FL_W_error_found));
  else if (messages->errors > 1)
    fl_tell(fl_word(FL_W_errors_found), messages->errors);
  return code;
}

// Whether there is a database where a scenario should be.
static bool is_database(const char *path) {
  static const char head[] = "SQLite format 3";
  char bytes[sizeof head] = "";
  struct stat info;
  if (stat(path, &info) != 0 || !S_ISREG(info.st_mode)) return false; // a pipe would wait
  FILE *in = fopen(path, "rb");
  const bool read = in && fread(bytes, 1, sizeof bytes, in) == sizeof bytes;
  if (in) fclose(in);
  return read && memcmp(bytes, head, sizeof head) == 0;
}

int fl_session_load(const fl_args *args, fl_messages *messages, fl_lua **out) {
  return fl_session_load_file(args, 0, messages, out);
}

int fl_session_load_file(const fl_args *args, size_t operand, fl_messages *messages, fl_lua **out) {
  char library[4200], near[4200];
  fl_sets sets;
  fl_status status = FL_ENVIRONMENT;
  *out = NULL;
  if (is_database(args->operands[operand])) {
    char *shown = fl_session_shown(args->operands[operand]);
    fl_tell(fl_word(FL_W_is_result), shown ? shown : "");
    free(shown);
    return FL_EXIT_WRONG;
  }
  if (access(args->operands[operand], F_OK) != 0 && fl_near_file(args->operands[operand], near, sizeof near)) {
    fl_messages_add(messages, true, "%s: there is no such file; did you mean %s?", args->operands[operand], near);
    return fl_session_refuse_scenario(messages, FL_BAD_SCENARIO);
  }
  if (fl_session_sets(args, &sets)) {
    const fl_lua_options options = {.library = library_folder(library, sizeof library),
                                    .sets = (const char *const *)sets.items,
                                    .set_count = sets.count,
                                    .read_table = fl_foreign_csv};
    status = fl_lua_load(&options, args->operands[operand], messages, out);
  } else {
    fl_messages_add(messages, true, "%s", fl_word(FL_W_no_memory));
  }
  fl_sets_free(&sets);
  return status == FL_OK ? FL_EXIT_DONE : fl_session_refuse_scenario(messages, status);
}

fl_status fl_session_load_texts(const fl_source_text *texts, size_t count, const fl_sets *sets, fl_messages *messages,
                                fl_lua **out) {
  const fl_lua_options options = {.sets = (const char *const *)sets->items, .set_count = sets->count};
  fl_lua_source *sources = calloc(count + 1, sizeof *sources);
  if (!sources) return FL_ENVIRONMENT;
  for (size_t i = 0; i < count; i++) sources[i] = (fl_lua_source){texts[i].path, texts[i].text, texts[i].size, texts[i].module};
  const fl_status status = fl_lua_load_sources(&options, sources, count, messages, out);
  free(sources);
  return status;
}

char *fl_session_default_path(const char *name, const char *ending) {
  char *path = malloc(strlen(name) + strlen(ending) + sizeof "results/.sqlite");
  if (!path) return NULL;
  const size_t start = (size_t)sprintf(path, "results/");
  sprintf(path + start, "%s%s.sqlite", name, ending);
  for (char *at = path + start; *at; at++)
    if (*at == '/' || *at == '\\' || (*at == '.' && at == path + start)) *at = '-';
  return path;
}

const char *fl_session_build(char out[256]) {
  snprintf(out, 256, "%s %s, %s", __VERSION__[0] >= '0' && __VERSION__[0] <= '9' ? "GCC" : "", __VERSION__, FL_BUILD_TYPE);
  return out[0] == ' ' ? out + 1 : out;
}

char *fl_session_shown(const char *path) {
  char *shown = strdup(path);
  if (shown) fl_utf8_clean(shown, true);
  return shown;
}

static size_t quote(char *out, const char *text) {
  const char *plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./+:,@%=";
  size_t used = 0;
  if (text[0] && text[strspn(text, plain)] == '\0') return (size_t)sprintf(out, "%s", text);
  out[used++] = '\'';
  for (; *text; text++) used += (size_t)sprintf(out + used, *text == '\'' ? "'\\''" : "%c", *text);
  out[used++] = '\'';
  out[used] = '\0';
  return used;
}

char *fl_session_words(const char *const *words, size_t count, const char *const *sets, size_t set_count) {
  size_t size = 16;
  for (size_t i = 0; i < count; i++) size += 4 * strlen(words[i]) + 4;
  for (size_t i = 0; i < set_count; i++) size += 4 * strlen(sets[i]) + 16;
  char *text = malloc(size);
  if (!text) return NULL;
  size_t used = (size_t)sprintf(text, "fanloop");
  for (size_t i = 0; i < count; i++) {
    text[used++] = ' ';
    used += quote(text + used, words[i]);
  }
  for (size_t i = 0; i < set_count; i++) {
    used += (size_t)sprintf(text + used, " --set ");
    used += quote(text + used, sets[i]);
  }
  return text;
}

char *fl_session_option(const char *command, const char *name, const char *value) {
  char *text = malloc(strlen(command) + strlen(name) + 4 * strlen(value) + 16);
  if (!text) return NULL;
  const size_t used = (size_t)sprintf(text, "%s --%s ", command, name);
  quote(text + used, value);
  return text;
}

char *fl_session_command(const fl_args *args) {
  size_t size = 16;
  for (int i = 1; i < args->argc; i++) size += 4 * strlen(args->argv[i]) + 4;
  char *text = malloc(size);
  if (!text) return NULL;
  // The program by its name: where it lay says nothing about the result.
  size_t used = (size_t)sprintf(text, "fanloop");
  for (int i = 1; i < args->argc; i++) {
    text[used++] = ' ';
    used += quote(text + used, args->argv[i]);
  }
  return text;
}
