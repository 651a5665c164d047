#include "cli/module.h"

#include "cli/own.h"
#include "cli/session.h"
#include "params/number.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MARK "-- Written by fanloop: what a search has found."

int fl_module_place(const char *path) {
  char line[sizeof MARK + 1] = "";
  const size_t length = strlen(path);
  if (length < 5 || strcmp(path + length - 4, ".lua") != 0) return fl_tell(fl_word(FL_W_module_name), path), FL_EXIT_WRONG;
  if (access(path, F_OK) != 0) {
    char folder[4096];
    const char *slash = strrchr(path, '/');
    snprintf(folder, sizeof folder, "%.*s", slash ? (int)(slash - path + 1) : 1, slash ? path : ".");
    if (access(folder, W_OK) == 0) return FL_EXIT_DONE;
    fl_tell(fl_word(FL_W_module_folder), path);
    return FL_EXIT_WRONG;
  }
  FILE *in = fopen(path, "rb");
  const bool written = in && fgets(line, sizeof line, in) && strncmp(line, MARK, sizeof MARK - 1) == 0;
  if (in) fclose(in);
  const bool ours = written && fl_own_look(path, "") != FL_OWN_TAKEN;
  if (ours) return FL_EXIT_DONE;
  fl_tell(fl_word(FL_W_module_taken), path);
  return FL_EXIT_WRONG;
}

// A text in quotes, whatever it holds.
static void write_text(FILE *out, const char *text) {
  fputc('"', out);
  for (; *text; text++) {
    if (*text == '"' || *text == '\\')
      fprintf(out, "\\%c", *text);
    else if ((unsigned char)*text < ' ')
      fprintf(out, "\\%d", (unsigned char)*text);
    else
      fputc(*text, out);
  }
  fputc('"', out);
}

// A number as it is, truths as such, all else as text.
static void write_value(FILE *out, const char *value) {
  double number;
  if ((fl_number_parse(value, &number) && value[0] != '+') || strcmp(value, "true") == 0 || strcmp(value, "false") == 0)
    fputs(value, out);
  else
    write_text(out, value);
}

static void write_setting(FILE *out, fl_query *query) {
  fputs("[", out);
  write_text(out, fl_query_text(query, 0));
  fputs("] = ", out);
  write_value(out, fl_query_text(query, 1));
}

// What a reader of the module alone has to know.
static void write_doubt(FILE *out, fl_result *result) {
  fl_query *q = fl_result_query(result, "SELECT value FROM outcome WHERE name = 'best_limits'", (const char *const[]){NULL});
  const char *limits = q && fl_query_next(q) ? fl_query_text(q, 0) : "";
  if (strcmp(limits, "broken") == 0) fputs("-- It breaks a limit: no setting that was tried keeps all.\n", out);
  if (strcmp(limits, "undecided") == 0) fputs("-- Whether it keeps all limits, fresh runs could not tell.\n", out);
  fl_query_end(q);
}

static bool write_best(FILE *out, fl_result *result) {
  fl_query *q = fl_result_query(result, "SELECT f.name, b.best FROM found AS b JOIN factor AS f USING (factor) ORDER BY b.factor",
                                (const char *const[]){NULL});
  fputs("  best = {\n", out);
  while (q && fl_query_next(q)) {
    fputs("    ", out);
    write_setting(out, q);
    fputs(",\n", out);
  }
  fputs("  },\n", out);
  fl_query_end(q);
  return q != NULL;
}

// The members in order, the heaviest first; at most a few hundred: a sample to run, and not the whole.
static bool write_sample(FILE *out, fl_result *result) {
  fl_query *q = fl_result_query(
      result,
      "WITH heavy AS (SELECT member, max(weight) AS weight FROM sample GROUP BY member ORDER BY weight DESC, member "
      "LIMIT 500) SELECT f.name, s.value, s.member, h.weight FROM heavy AS h JOIN sample AS s USING (member) JOIN "
      "factor AS f USING (factor) ORDER BY h.weight DESC, s.member, s.factor",
      (const char *const[]){NULL});
  char number[FL_NUMBER_TEXT];
  int64_t member = 0;
  while (q && fl_query_next(q)) {
    if (member == 0) fputs("  sample = {\n", out);
    if (fl_query_int(q, 2) != member)
      fprintf(out, "%s    { weight = %s, set = { ", member ? " } },\n" : "", fl_number_text(fl_query_real(q, 3), number));
    else
      fputs(", ", out);
    member = fl_query_int(q, 2);
    write_setting(out, q);
  }
  if (member) fputs(" } },\n  },\n", out);
  fl_query_end(q);
  return q != NULL;
}

int fl_module_write(const char *path, fl_result *result, const char *from) {
  const int code = fl_module_place(path); // the search took its time
  if (code != FL_EXIT_DONE) return code;
  char *text = NULL, *shown = fl_session_shown(from);
  size_t size = 0;
  FILE *out = open_memstream(&text, &size);
  bool good = out != NULL;
  if (out) {
    fprintf(out, MARK " From %s; its tables say how sure it is.\n", shown ? shown : "");
    write_doubt(out, result);
    fputs("return {\n", out);
    good = write_best(out, result) && write_sample(out, result);
    fputs("}\n", out);
    good = fclose(out) == 0 && good;
  }
  free(shown);
  const int error = good ? fl_own_write(path, text, size) : ENOMEM;
  if (error) fl_tell("%s: %s", path, strerror(error));
  free(text);
  return error ? FL_EXIT_FAILED : FL_EXIT_DONE;
}
