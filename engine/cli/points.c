#include "cli/points.h"

#include "base/csv.h"
#include "base/nearname.h"
#include "params/number.h"
#include "record/draft.h"
#include "report/text.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FILE_MOST = 256 << 20, TOLD = 20 };

// ---- Writing --------------------------------------------------------------------------------------------------------------------

static void write_head(FILE *out, const fl_plan *plan) {
  for (size_t f = 0; f < plan->factor_count; f++) {
    if (f) fputc(',', out);
    fl_text_cell(out, plan->factors[f].key);
  }
  fputc('\n', out);
}

static void write_points(FILE *out, const fl_plan *plan, const double *u, size_t count) {
  char value[FL_TEXT_MAX];
  write_head(out, plan);
  for (size_t p = 0; p < count; p++)
    for (size_t f = 0; f < plan->factor_count; f++) {
      if (f) fputc(',', out);
      fl_text_cell(out, fl_factor_text(&plan->factors[f], u[p * plan->factor_count + f], value));
      if (f + 1 == plan->factor_count) fputc('\n', out);
    }
}

// Whether the file at `path` holds just this.
static bool holds(const char *path, const char *text, size_t size) {
  FILE *in = fopen(path, "rb");
  char *old = malloc(size + 2);
  const bool same = in && old && fread(old, 1, size + 2, in) == size && memcmp(old, text, size) == 0;
  if (in) fclose(in);
  free(old);
  return same;
}

int fl_points_export(const char *path, const fl_plan *plan, const double *u, size_t count, bool quiet) {
  char *text = NULL;
  size_t size = 0;
  FILE *memory = open_memstream(&text, &size);
  if (memory) write_points(memory, plan, u, count);
  if (!memory || fclose(memory) != 0) return free(text), fl_tell("%s", fl_word(FL_W_no_memory)), FL_EXIT_FAILED;
  if (access(path, F_OK) == 0) { // a design of somebody's own may have the same head
    const bool same = holds(path, text, size);
    free(text);
    if (same) return FL_EXIT_DONE;
    fl_tell(fl_word(FL_W_design_taken), path);
    return FL_EXIT_WRONG;
  }
  fl_draft draft = fl_draft_begin(path);
  if (draft.out) fwrite(text, 1, size, draft.out);
  const int error = fl_draft_end(&draft);
  free(text);
  if (error) {
    const bool place = error == ENOENT || error == ENOTDIR || error == EACCES || error == EROFS || error == ELOOP; // the user's
    fl_tell("%s: %s", path, strerror(error));
    return place ? FL_EXIT_WRONG : FL_EXIT_FAILED;
  }
  if (!quiet) fl_tell(fl_word(FL_W_design_written), path, count);
  return FL_EXIT_DONE;
}

// ---- Reading --------------------------------------------------------------------------------------------------------------------

typedef struct points_file {
  const char *path;
  fl_plan *plan;
  size_t column[FL_CSV_CELLS_MAX]; // factor of each column
  size_t columns, capacity, wrong;
} points_file;

static void complain(points_file *f, int line, const char *what, const char *which) {
  if (f->wrong++ < TOLD) fl_tell(fl_word(FL_W_design_line), f->path, line, what, which);
}

static void complain_value(points_file *f, int line, const fl_factor *factor, const char *value) {
  char words[FL_TEXT_MAX];
  if (f->wrong++ < TOLD)
    fl_tell(fl_word(FL_W_design_value), f->path, line, factor->key, value, fl_factor_words(factor, words, sizeof words));
}

static size_t find_factor(const fl_plan *plan, const char *key) {
  size_t f = 0;
  while (f < plan->factor_count && strcmp(plan->factors[f].key, key) != 0) f++;
  return f;
}

static void complain_column(points_file *file, int line, const char *name) {
  fl_near near = fl_near_start(name);
  for (size_t f = 0; f < file->plan->factor_count; f++) fl_near_offer(&near, file->plan->factors[f].key);
  if (!near.best)
    complain(file, line, fl_word(FL_W_design_unknown), name);
  else if (file->wrong++ < TOLD)
    fl_tell(fl_word(FL_W_design_near), file->path, line, name, near.best);
}

// Whether the cell is a value of the factor: a level, or a number as everywhere else.
static bool reads(const fl_factor *factor, const char *cell, double *u) {
  double number;
  return (factor->level || fl_number_parse(cell, &number)) && fl_factor_find(factor, cell, u);
}

static void read_head(points_file *file, const fl_csv *csv) {
  const fl_plan *plan = file->plan;
  bool seen[FL_SWEEP_FACTORS_MOST] = {false};
  file->columns = csv->count;
  for (size_t c = 0; c < csv->count; c++) {
    const size_t f = file->column[c] = find_factor(plan, csv->cell[c]);
    if (f == plan->factor_count)
      complain_column(file, csv->record_line, csv->cell[c]);
    else if (seen[f])
      complain(file, csv->record_line, fl_word(FL_W_design_twice), csv->cell[c]);
    else
      seen[f] = true;
  }
  for (size_t f = 0; f < plan->factor_count; f++)
    if (!seen[f]) complain(file, csv->record_line, fl_word(FL_W_design_missing), plan->factors[f].key);
}

static bool read_point(points_file *file, const fl_csv *csv) {
  fl_plan *plan = file->plan;
  const size_t width = plan->factor_count;
  if (plan->list_count == file->capacity) {
    const size_t capacity = 2 * file->capacity + 64;
    double *more = realloc(plan->list, capacity * width * sizeof *more);
    if (!more) return false;
    plan->list = more;
    file->capacity = capacity;
  }
  if (csv->count != file->columns) complain(file, csv->record_line, fl_word(FL_W_design_cells), "");
  for (size_t c = 0; c < csv->count && c < file->columns; c++)
    if (!reads(&plan->factors[file->column[c]], csv->cell[c], &plan->list[plan->list_count * width + file->column[c]]))
      complain_value(file, csv->record_line, &plan->factors[file->column[c]], csv->cell[c]);
  plan->list_count++;
  return true;
}

static char *read_all(const char *path, size_t *size) {
  struct stat info;
  FILE *in = stat(path, &info) == 0 && S_ISREG(info.st_mode) && info.st_size <= FILE_MOST ? fopen(path, "rb") : NULL;
  char *text = in ? malloc((size_t)info.st_size + 1) : NULL;
  *size = text ? fread(text, 1, (size_t)info.st_size, in) : 0;
  if (in) fclose(in);
  if (text && memchr(text, '\0', *size)) {
    free(text);
    return NULL;
  }
  return text;
}

int fl_points_import(const char *path, fl_plan *plan) {
  size_t size;
  char *text = read_all(path, &size), *cells = text ? malloc(size + FL_CSV_CELLS_MAX) : NULL;
  points_file *file = calloc(1, sizeof *file);
  fl_csv csv;
  bool memory = cells && file;
  plan->list = NULL;
  plan->list_count = 0;
  plan->design = FL_PLAN_LISTED;
  if (!memory) {
    fl_tell(fl_word(FL_W_design_unreadable), path);
    free(text), free(cells), free(file);
    return FL_EXIT_WRONG;
  }
  *file = (points_file){.path = path, .plan = plan};
  fl_csv_begin(&csv, text, size, cells);
  for (fl_csv_got got; memory && (got = fl_csv_next(&csv)) != FL_CSV_END;) {
    if (got == FL_CSV_WRONG) {
      complain(file, csv.record_line, csv.why, "");
      break;
    }
    if (!file->columns)
      read_head(file, &csv);
    else if (file->wrong == 0 || plan->list_count > 0)
      memory = read_point(file, &csv);
    if (file->wrong && plan->list_count == 0) break; // by other columns every line would be wrong
  }
  if (!file->wrong && plan->list_count == 0) complain(file, 1, fl_word(FL_W_design_empty), "");
  const bool good = file->wrong == 0;
  free(text), free(cells), free(file);
  if (!memory) return fl_tell("%s", fl_word(FL_W_no_memory)), FL_EXIT_FAILED;
  return good ? FL_EXIT_DONE : FL_EXIT_WRONG;
}
