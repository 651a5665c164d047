#include "report/findings.h"

#include "report/json.h"
#include "report/text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { LABEL = 30, WIDE = 25, WIDER = 32, NARROW = 11, MEASURES = 6 };

// ---- Gathering ------------------------------------------------------------------------------------------------------------------

static fl_finding *add(fl_findings *f) {
  if (f->count == f->capacity) {
    const size_t capacity = 2 * f->capacity + 64;
    fl_finding *more = realloc(f->items, capacity * sizeof *more);
    f->no_memory |= !more;
    if (!more) return NULL;
    f->items = more;
    f->capacity = capacity;
  }
  fl_finding *item = &f->items[f->count++];
  *item = (fl_finding){.method = f->method};
  memcpy(item->kpi, f->kpi, sizeof item->kpi);
  return item;
}

void fl_findings_add(fl_findings *f, const char *factor, const char *other, const char *measure, fl_finding_unit unit,
                     fl_interval value) {
  fl_finding *item = add(f);
  if (!item) return;
  snprintf(item->factor, sizeof item->factor, "%s", factor);
  snprintf(item->other, sizeof item->other, "%s", other);
  item->measure = measure;
  item->value = value.mean, item->low = value.low, item->high = value.high;
  item->unit = unit;
}

void fl_findings_number(fl_findings *f, const char *factor, const char *other, const char *measure, fl_finding_unit unit,
                        double value) {
  fl_findings_add(f, factor, other, measure, unit, (fl_interval){value, (double)NAN, (double)NAN});
}

void fl_findings_say(fl_findings *f, const char *text) {
  fl_findings_number(f, "", text, "note", FL_UNIT_PLAIN, (double)NAN);
}

void fl_findings_free(fl_findings *f) {
  free(f->items);
  *f = (fl_findings){0};
}

// ---- For machines ---------------------------------------------------------------------------------------------------------------

static void write_json(FILE *out, const fl_findings *f, const fl_sweep_data *data, const fl_analysis_options *options) {
  fl_json json = {.out = out};
  fl_json_open(&json, NULL, '{');
  fl_json_text(&json, "file", options->path);
  fl_json_text(&json, "kind", data->kind);
  fl_json_text(&json, "design", data->design);
  fl_json_int(&json, "points", (int64_t)data->points);
  fl_json_int(&json, "runs", (int64_t)data->runs);
  fl_json_int(&json, "failed", data->failed);
  fl_json_real(&json, "level", options->level);
  fl_json_open(&json, "findings", '[');
  for (size_t i = 0; i < f->count; i++) {
    const fl_finding *x = &f->items[i];
    fl_json_open(&json, NULL, '{');
    fl_json_text(&json, "kpi", x->kpi);
    fl_json_text(&json, "method", x->method);
    fl_json_text(&json, "measure", x->measure);
    fl_json_text(&json, "factor", x->factor);
    fl_json_text(&json, "other", x->other);
    fl_json_real(&json, "value", x->value);
    fl_json_real(&json, "low", x->low);
    fl_json_real(&json, "high", x->high);
    fl_json_close(&json, '}');
  }
  fl_json_close(&json, ']');
  fl_json_close(&json, '}');
}

static void write_csv(FILE *out, const fl_findings *f) {
  fputs("kpi,method,measure,factor,other,value,low,high\r\n", out);
  for (size_t i = 0; i < f->count; i++) {
    const fl_finding *x = &f->items[i];
    const char *const texts[] = {x->kpi, x->method, x->measure, x->factor, x->other};
    const double numbers[] = {x->value, x->low, x->high};
    for (int t = 0; t < 5; t++) {
      if (t) fputc(',', out);
      fl_text_cell(out, texts[t]);
    }
    for (int n = 0; n < 3; n++) {
      fputc(',', out);
      if (!isnan(numbers[n])) fprintf(out, "%.17g", numbers[n]);
    }
    fputs("\r\n", out);
  }
}

// ---- For people -----------------------------------------------------------------------------------------------------------------

static const char *number_text(const fl_finding *x, double value, char out[FL_NUMBER]) {
  if (isnan(value)) return strcpy(out, "–");
  switch (x->unit) {
  case FL_UNIT_SHARE: snprintf(out, FL_NUMBER, "%.2f", value == 0 ? 0.0 : value); return out;
  case FL_UNIT_PLAIN: snprintf(out, FL_NUMBER, "%.3g", value); return out;
  case FL_UNIT_VALUE: break;
  }
  return fl_text_value(value, out);
}

// A mean is compared with nothing.
static bool is_unclear(const fl_finding *x) {
  if (strcmp(x->measure, "mean") == 0 || isnan(x->low)) return false;
  return x->nothing > 0 ? x->low <= x->nothing : x->low <= 0 && x->high >= 0;
}

static void print_number(FILE *out, const fl_finding *x, int width) {
  char a[FL_NUMBER], b[FL_NUMBER], c[FL_NUMBER], text[4 * FL_NUMBER];
  if (isnan(x->low))
    snprintf(text, sizeof text, "%s", number_text(x, x->value, a));
  else
    snprintf(text, sizeof text, "%s%s (%s – %s)", is_unclear(x) ? "°" : "", number_text(x, x->value, a), number_text(x, x->low, b),
             number_text(x, x->high, c));
  fl_text_right(out, text, width);
}

// Rows [first, end) are of one key figure and method: a table with a column for each measure.
typedef struct block {
  const fl_finding *items;
  size_t first, end;
  const char *measures[MEASURES];
  int width[MEASURES];
  size_t measure_count;
} block;

static size_t measure_of(block *b, const char *name) {
  size_t m = 0;
  while (m < b->measure_count && strcmp(b->measures[m], name) != 0) m++;
  if (m == b->measure_count && m < MEASURES) b->measures[b->measure_count++] = name;
  return m;
}

static bool same_row(const fl_finding *a, const fl_finding *b) {
  return strcmp(a->factor, b->factor) == 0 && strcmp(a->other, b->other) == 0;
}

static void print_row(FILE *out, block *b, size_t at) {
  const fl_finding *x = &b->items[at];
  char label[4 * FL_ANALYSIS_NAME];
  snprintf(label, sizeof label,
           !x->other[0] || !x->factor[0]     ? "  %s%s"
           : strncmp(x->other, "x ", 2) == 0 ? "  %s %s"
                                             : "  %s: %s",
           x->factor, x->other);
  if (fl_text_columns(label) >= LABEL)
    fprintf(out, "%s\n%*s", label, LABEL, "");
  else
    fl_text_left(out, label, LABEL);
  for (size_t m = 0; m < b->measure_count; m++) {
    const fl_finding *found = NULL;
    for (size_t i = at; i < b->end && same_row(&b->items[i], x) && !found; i++)
      if (strcmp(b->items[i].measure, b->measures[m]) == 0) found = &b->items[i];
    if (found)
      print_number(out, found, b->width[m]);
    else
      fl_text_right(out, "", b->width[m]);
  }
  fputc('\n', out);
}

// The measures of a row are added one after the other.
static bool is_first_of_row(const block *b, size_t at) {
  return at == b->first || !same_row(&b->items[at - 1], &b->items[at]);
}

static const struct {
  const char *method;
  fl_word_id heading;
} headings[] = {{"summary", FL_W_a_summary},     {"sobol", FL_W_a_sobol},       {"morris", FL_W_a_morris},
                {"factorial", FL_W_a_factorial}, {"levels", FL_W_a_levels},     {"regression", FL_W_a_regression},
                {"bins", FL_W_a_bins},           {"response", FL_W_a_response}, {"table", FL_W_a_table},
                {"cells", FL_W_a_cells},         {"points", FL_W_a_points}};

static void print_block(FILE *out, block *b) {
  const fl_finding *first = &b->items[b->first];
  for (size_t i = 0; i < sizeof headings / sizeof *headings; i++)
    if (strcmp(headings[i].method, first->method) == 0) {
      fputc('\n', out);
      fl_text_wrap(out, fl_word(headings[i].heading), 2);
    }
  for (size_t i = b->first; i < b->end; i++) {
    if (strcmp(b->items[i].measure, "note") == 0) {
      fl_text_wrap(out, b->items[i].other, 2);
      continue;
    }
    const size_t m = measure_of(b, b->items[i].measure);
    const int width = isnan(b->items[i].low) ? NARROW : b->items[i].unit == FL_UNIT_VALUE ? WIDER : WIDE;
    if (m < MEASURES && width > b->width[m]) b->width[m] = width;
  }
  if (b->measure_count == 0) return;
  fl_text_left(out, "", LABEL);
  for (size_t m = 0; m < b->measure_count; m++) fl_text_right(out, b->measures[m], b->width[m]);
  fputc('\n', out);
  for (size_t i = b->first; i < b->end; i++)
    if (strcmp(b->items[i].measure, "note") != 0 && is_first_of_row(b, i)) print_row(out, b, i);
}

static void write_text(FILE *out, const fl_findings *f, const fl_sweep_data *data, const fl_analysis_options *options) {
  bool unclear = false, tested = false; // against differences between run numbers
  for (size_t i = 0; i < f->count; i++) tested |= strcmp(f->items[i].method, "factorial") == 0;
  fl_text_say(out, FL_W_a_head, options->path, data->design, (long long)data->points, (long long)data->runs, 100 * options->level);
  if (!tested) fl_text_say_wrapped(out, 0, FL_W_a_these_runs);
  if (data->failed) fl_text_say_wrapped(out, 0, FL_W_a_failed, (long long)data->failed);
  for (size_t i = 0; i < f->count;) {
    block b = {.items = f->items, .first = i};
    const fl_finding *x = &f->items[i];
    if (i == 0 || strcmp(f->items[i - 1].kpi, x->kpi) != 0) {
      fl_text_heading(out, x->kpi, options->colour);
    }
    for (b.end = i; b.end < f->count && strcmp(f->items[b.end].kpi, x->kpi) == 0 && strcmp(f->items[b.end].method, x->method) == 0;
         b.end++)
      unclear |= is_unclear(&f->items[b.end]);
    print_block(out, &b);
    i = b.end;
  }
  if (unclear) fprintf(out, "\n%s\n", fl_word(FL_W_a_unclear));
}

void fl_findings_write(FILE *out, const fl_findings *f, const fl_sweep_data *data, const fl_analysis_options *options) {
  if (options->form == FL_ANALYSIS_JSON)
    write_json(out, f, data, options);
  else if (options->form == FL_ANALYSIS_CSV)
    write_csv(out, f);
  else
    write_text(out, f, data, options);
}
