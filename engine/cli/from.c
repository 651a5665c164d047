#include "cli/from.h"

#include "base/csv.h"
#include "base/date.h"
#include "base/nearname.h"
#include "base/utf8.h"
#include "cli/own.h"
#include "cli/session.h"
#include "params/number.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { FILE_MOST = 16 << 20, DAYS_LEAST = 7, DAYS_MOST = 730, TOLD = 20, CATCHMENT = 8192 };
static const double FOLLOWERS_MOST = 5e7; // ten times as many are a catchment, of 645 million
static const double PEOPLE_LEAST = 8000;  // two real fans for each simulated one
static const double MODEL_ERROR = 0.05;   // of a figure: what the model is not asked to meet any closer

// Figures that a file may have: of the platform, or of one brand, which a column of followers makes it. What a day's value is in Lua, and the factor
// that it tells of.
static const struct figure {
  const char *name;
  bool of_brand;
  const char *value, *factor;
} figures[] = {
    {"gmv", false, "sim.platform.gmv_fen / 100", "[\"choice.price_level\"] = fl.log_uniform(0.08, 0.35)"},
    {"orders", false, "sim.platform.orders", "[\"fan.shopper_share\"] = fl.uniform(0.1, 0.7)"},
    {"active_fans", false, "sim.platform.active_fans", "[\"fan.activity\"] = fl.uniform(0.2, 0.8)"},
    {"visits", false, "sim.platform.visits", "[\"choice.public_visits\"] = fl.uniform(0.4, 4)"},
    {"gmv", true, "(room.paid_fen + room.platform_fen + room.seller_fen) / 100",
     "[\"brand.price_level\"] = fl.log_uniform(0.3, 5)"},
    {"orders", true, "measures.orders(room)", "[\"room.content\"] = fl.log_uniform(0.3, 4)"},
    {"returns", true, "room.returns", "[\"brand.quality\"] = fl.uniform(0.2, 0.95)"},
    {"follows", true, "room.follows", "[\"follow.per_minute\"] = fl.log_uniform(0.002, 0.05)"},
};
enum { FIGURES = sizeof figures / sizeof *figures };

typedef struct daily {
  const char *path;
  bool of_brand;
  int date_column, followers_column, column[FIGURES]; // -1: none
  size_t columns;
  size_t days;
  int64_t date[DAYS_MOST];
  double value[FIGURES][DAYS_MOST], followers;
  size_t wrong;
} daily;

static void complain(daily *d, int line, const char *what, const char *which) {
  if (d->wrong++ < TOLD) fl_tell(fl_word(FL_W_design_line), d->path, line, what, which);
}

static void complain_value(daily *d, int line, const char *column, const char *cell, const char *expected) {
  if (d->wrong++ < TOLD) fl_tell(fl_word(FL_W_from_value), d->path, line, column, cell, expected);
}

// ---- Reading --------------------------------------------------------------------------------------------------------------------

static void read_head(daily *d, const fl_csv *csv) {
  d->date_column = d->followers_column = -1;
  d->columns = csv->count;
  for (size_t c = 0; c < csv->count; c++)
    for (size_t before = 0; before < c; before++)
      if (strcmp(csv->cell[c], csv->cell[before]) == 0) complain(d, csv->record_line, fl_word(FL_W_from_twice), csv->cell[c]);
  for (size_t i = 0; i < FIGURES; i++) d->column[i] = -1;
  if (csv->count == 1 && strchr(csv->cell[0], ';')) {
    complain(d, csv->record_line, fl_word(FL_W_from_semicolons), "");
    return;
  }
  for (size_t c = 0; c < csv->count; c++) {
    if (strcmp(csv->cell[c], "date") == 0) d->date_column = (int)c;
    if (strcmp(csv->cell[c], "followers") == 0) d->followers_column = (int)c;
  }
  d->of_brand = d->followers_column >= 0;
  bool any = false;
  for (size_t c = 0; c < csv->count; c++) {
    bool known = (int)c == d->date_column || (int)c == d->followers_column;
    fl_near near = fl_near_start(csv->cell[c]);
    for (size_t i = 0; i < FIGURES; i++) {
      if (figures[i].of_brand != d->of_brand) continue;
      fl_near_offer(&near, figures[i].name);
      if (strcmp(figures[i].name, csv->cell[c]) != 0) continue;
      d->column[i] = (int)c;
      known = any = true;
    }
    if (!known && d->wrong++ < TOLD)
      fl_tell(fl_word(near.best ? FL_W_from_near : FL_W_from_unknown), d->path, csv->record_line, csv->cell[c],
              near.best     ? near.best
              : d->of_brand ? "gmv, orders, returns, follows"
                            : "gmv, orders, active_fans, visits");
  }
  if (d->date_column < 0) complain(d, csv->record_line, fl_word(FL_W_from_no_date), "");
  if (!any) complain(d, csv->record_line, fl_word(FL_W_from_no_figure), "");
}

static void read_day(daily *d, const fl_csv *csv) {
  const size_t day = d->days;
  const int line = csv->record_line;
  if (day == DAYS_MOST) {
    complain(d, line, fl_word(FL_W_from_many), "");
    return;
  }
  if (csv->count != d->columns) {
    complain(d, line, fl_word(FL_W_from_cells), "");
    return;
  }
  const char *date = d->date_column < (int)csv->count ? csv->cell[d->date_column] : "";
  if (!fl_date_parse(date, &d->date[day]))
    complain(d, line, fl_word(FL_W_from_bad_date), date);
  else if (day && d->date[day] != d->date[day - 1] + 1)
    complain(d, line, fl_word(FL_W_from_gap), date);
  for (size_t i = 0; i < FIGURES; i++) {
    if (d->column[i] < 0) continue;
    const char *cell = d->column[i] < (int)csv->count ? csv->cell[d->column[i]] : "";
    if (!fl_number_parse(cell, &d->value[i][day]) || d->value[i][day] < 0)
      complain_value(d, line, figures[i].name, cell, "0 or more");
  }
  if (day == 0 && d->of_brand && d->followers_column < (int)csv->count &&
      (!fl_number_parse(csv->cell[d->followers_column], &d->followers) || d->followers < 1))
    complain_value(d, line, "followers", csv->cell[d->followers_column], "1 or more");
  d->days++;
}

static bool read_figures(daily *d) {
  struct stat info;
  fl_csv csv;
  FILE *in = stat(d->path, &info) == 0 && S_ISREG(info.st_mode) && info.st_size <= FILE_MOST ? fopen(d->path, "rb") : NULL;
  char *text = in ? malloc((size_t)info.st_size + 1) : NULL, *cells = text ? malloc((size_t)info.st_size + FL_CSV_CELLS_MAX) : NULL;
  const size_t size = cells ? fread(text, 1, (size_t)info.st_size, in) : 0;
  if (in) fclose(in);
  if (!cells || fl_utf8_check(text, size) != size || memchr(text, '\0', size)) {
    fl_tell(fl_word(cells ? FL_W_from_encoding : FL_W_from_unreadable), d->path);
    free(text), free(cells);
    return false;
  }
  fl_csv_begin(&csv, text, size, cells);
  bool head = true;
  for (fl_csv_got got; (got = fl_csv_next(&csv)) != FL_CSV_END && !(d->wrong && head == false && d->days == 0); head = false) {
    if (got == FL_CSV_WRONG) {
      complain(d, csv.record_line, csv.why, "");
      break;
    }
    if (head)
      read_head(d, &csv);
    else
      read_day(d, &csv);
  }
  if (!d->wrong && d->days < DAYS_LEAST) complain(d, 1, fl_word(FL_W_from_few), "");
  for (size_t i = 0; i < FIGURES && !d->wrong; i++) {
    double sum = 0;
    for (size_t day = 0; d->column[i] >= 0 && day < d->days; day++) sum += d->value[i][day];
    if (!(sum <= 1e18)) complain(d, 1, fl_word(FL_W_from_huge), "");
  }
  if (d->of_brand && d->followers > FOLLOWERS_MOST) complain_value(d, 2, "followers", "too large", "at most 5e7");
  const fl_field *from = fl_field_find(&fl_setup_fields, "from");
  if (!d->wrong && ((double)(d->date[0] - 60) < from->min || (double)d->date[d->days - 1] > from->max))
    complain(d, 2, fl_word(FL_W_from_far), "");
  free(text), free(cells);
  return d->wrong == 0;
}

// ---- Writing --------------------------------------------------------------------------------------------------------------------

// The name of the file without its ending, as a name of ours: 二月.csv gives 二月.
static const char *stem_of(const char *path, char out[FL_NAME_MAX]) {
  const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path, *dot = strrchr(name, '.');
  const size_t length = dot && dot > name ? (size_t)(dot - name) : strlen(name);
  size_t used = 0;
  for (size_t i = 0; i < length && used + 8 < FL_NAME_MAX; i++) {
    const char c = name[i];
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || (c == '-' && used) || c == '_';
    out[used++] = plain || (unsigned char)c >= 0x80 ? c : '_';
  }
  while (used > 0 && ((unsigned char)out[used - 1] & 0xC0) == 0x80 && !fl_utf8_printable(out, used))
    used--; // cut within a character
  if (!fl_utf8_printable(out, used))
    for (size_t i = 0; i < used; i++) out[i] = (unsigned char)out[i] >= 0x80 ? '_' : out[i];
  out[used] = '\0';
  return out;
}

static double mean_of(const daily *d, size_t figure) {
  double mean = 0;
  for (size_t day = 0; day < d->days; day++) mean += d->value[figure][day] / (double)d->days;
  return mean;
}

// People of a platform with such figures, where each is as the usual one: so many are active on a day, and each who is has so many of the other
// figures (the world that is fitted, before it is: .11 orders, 6.9 yuan and 3.8 visits in March; `fanloop run` of it with nothing set).
static double people_of(const daily *d) {
  static const struct {
    const char *figure;
    double each;
  } usual[] = {{"active_fans", 1}, {"orders", 0.11}, {"gmv", 6.9}, {"visits", 3.8}};
  const double active = fl_field_find(&fl_param_fields, "fan.activity")->dflt;
  for (size_t u = 0; u < sizeof usual / sizeof *usual; u++)
    for (size_t i = 0; i < FIGURES; i++) {
      if (figures[i].of_brand || d->column[i] < 0 || strcmp(figures[i].name, usual[u].figure) != 0) continue;
      const double people = mean_of(d, i) / usual[u].each / active;
      if (people >= 1) return fmin(fmax(people, PEOPLE_LEAST), fl_field_find(&fl_param_fields, "platform.population")->max);
    }
  return PEOPLE_LEAST;
}

static void write_targets(FILE *out, const daily *d) {
  char value[FL_NUMBER_TEXT], tolerance[FL_NUMBER_TEXT];
  for (size_t i = 0; i < FIGURES; i++) {
    if (d->column[i] < 0) continue;
    const double mean = mean_of(d, i);
    // What was counted is no sample: no error of the mean. Chance is in the runs that are held against it.
    snprintf(value, sizeof value, "%.6g", mean);
    snprintf(tolerance, sizeof tolerance, "%.3g", mean > 0 ? MODEL_ERROR * mean : 1);
    fprintf(out, "      daily_%s = { value = %s, tolerance = %s },\n", figures[i].name, value, tolerance);
  }
}

static void write_scenario(FILE *out, const daily *d, const char *stem) {
  char from[FL_DATE_TEXT], to[FL_DATE_TEXT];
  const long long weight = (long long)ceil(10 * d->followers / CATCHMENT); // a catchment of ten times its followers
  fprintf(out,
          "-- Written by `fanloop calibrate --from`: the mean daily figures of a CSV file as targets. Yours to edit; run it again "
          "with\n"
          "--   fanloop calibrate %s-fit.lua\n"
          "-- A target's tolerance is %g %% of it: what the model is not asked to meet. Widen it where you doubt the figure.\n%s"
          "local fl = require \"fanloop\"\n%s\nreturn fl.scenario {\n  title = \"Fit of %s\",\n",
          stem, 100 * MODEL_ERROR,
          d->of_brand ? "-- Assumed, and yours to change: one room of one brand, its category, the world of 2022 without shelf and "
                        "paid traffic.\n"
                      : "-- Assumed, and yours to change: the world of 2022 without shelf and paid traffic, its rooms, and its\n"
                        "-- small size; platform.population is what such figures need where each fan is as the usual one.\n",
          d->of_brand ? "local measures = require \"fanloop.measures\"\n" : "", stem);
  if (d->of_brand)
    fprintf(out,
            "  world = fl.world(\"kuaishou-2022-core\", { fans = 16000, rooms = 300, focus_fans = %d, focus_weight = %lld }),\n"
            "  brands = { fl.brand { id = \"brand\" } },\n"
            "  rooms = { fl.room { id = \"room\", brand = \"brand\", category = \"women_apparel\", followers = %.0f } },\n",
            CATCHMENT, weight > 1 ? weight : 1, d->followers);
  else
    fprintf(out,
            "  world = fl.world(\"kuaishou-2022-core\",\n"
            "    { fans = 4000, rooms = 200, params = { [\"platform.population\"] = %.0f } }),\n",
            people_of(d));
  fprintf(out, "  calendar = { warmup = 60, from = \"%s\", to = \"%s\" },\n  metrics = {\n", fl_date_text(d->date[0], from),
          fl_date_text(d->date[d->days - 1], to));
  for (size_t i = 0; i < FIGURES; i++)
    if (d->column[i] >= 0)
      fprintf(out, "    daily_%s = function(sim) %sreturn %s end,\n", figures[i].name,
              d->of_brand ? "local room = sim:room(\"room\") " : "", figures[i].value);
  fprintf(out, "  },\n  calibrate = {\n    budget = 1000,\n    factors = {\n");
  for (size_t i = 0; i < FIGURES; i++)
    if (d->column[i] >= 0) fprintf(out, "      %s,\n", figures[i].factor);
  fprintf(out, "    },\n    targets = {\n");
  write_targets(out, d);
  fprintf(out, "    },\n  },\n}\n");
}

static int keep(const char *path, const char *text, size_t size) {
  const fl_own found = fl_own_look(path, text);
  if (found == FL_OWN_SAME) return FL_EXIT_DONE;
  if (found == FL_OWN_TAKEN) return fl_tell(fl_word(FL_W_from_taken), path, path), FL_EXIT_WRONG;
  const int error = fl_own_write(path, text, size);
  if (error) return fl_tell("%s: %s", path, strerror(error)), FL_EXIT_FAILED;
  fl_tell(fl_word(FL_W_from_written), path);
  return FL_EXIT_DONE;
}

int fl_from_write(const char *path, char **out) {
  char stem[FL_NAME_MAX], *text = NULL;
  size_t size = 0;
  daily *d = calloc(1, sizeof *d);
  int code = FL_EXIT_WRONG;
  if (!d) return fl_tell("%s", fl_word(FL_W_no_memory)), FL_EXIT_FAILED;
  d->path = path;
  if (read_figures(d)) {
    FILE *memory = open_memstream(&text, &size);
    if (memory) write_scenario(memory, d, stem_of(path, stem));
    if (memory) fclose(memory);
    *out = text ? malloc(FL_NAME_MAX + 16) : NULL;
    if (*out) sprintf(*out, "%s-fit.lua", stem);
    code = *out ? keep(*out, text, size) : FL_EXIT_FAILED;
  }
  free(text);
  free(d);
  return code;
}
