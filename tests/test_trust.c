// M03: the two attractors of trust. docs/model.md, 7.3, gives the fixed-point map and the region in which it has two stable points; its
// figures are written, and checked, here. And trust in brands.
#include "mechanisms/trust.h"

#include "base/mathx.h"
#include "page.h"
#include "small_world.h"

// Equal fans in equal rooms, no turnover and no purchases: the mean over relations is the map's own. Returns mean trust after 252 days.
static double mean_trust_from(const char *start, const char *power, const char *feed) {
  fl_scenario s = fl_default_scenario();
  const char *const sets[][2] = {{"fans", "8192"},
                                 {"rooms", "100"},
                                 {"warmup", "0"},
                                 {"from", "2022-01-01"},
                                 {"to", "2022-09-09"},
                                 {"flat_calendar", "true"},
                                 {"start.trust", start},
                                 {"follow.visit_power", power},
                                 {"follow.feed_share", feed},
                                 {"trust.gain_per_hour", "1.35"},
                                 {"start.trust_sd", "0.3"},
                                 {"start.trust_quality", "0"},
                                 {"start.trust_content", "0"},
                                 {"start.trust_live", "0"},
                                 {"start.trust_activity", "0"},
                                 {"start.trust_minutes", "0"},
                                 {"fan.activity_sd", "0"},
                                 {"fan.shopper_activity", "0"},
                                 {"fan.shopper_share", "0"},
                                 {"fan.churn_per_year", "0"},
                                 {"fan.dormancy_per_year", "0"},
                                 {"room.content_sd", "0"},
                                 {"follow.per_minute", "0"},
                                 {"follow.after_order", "0"},
                                 {"follow.reactivation", "0"},
                                 {"follow.dormant_after", "250"}};
  for (size_t i = 0; i < sizeof sets / sizeof *sets; i++) small_set(&s, sets[i][0], sets[i][1]);
  fl_world_options options = fl_default_world_options();
  options.parallel = fl_parallel_openmp(2);
  small_live live_world = small_open(&s, options);
  fl_world *world = live_world.world;
  for (int64_t day = 0; day < fl_world_days(world); day++) assert_int_equal(fl_world_step(world), FL_OK);
  size_t n;
  const fl_row_census *census = fl_world_rows(world, FL_T_census, &n);
  assert_int_equal(n, 1);
  const double trust = census->mean_trust;
  small_close(&live_world);
  fl_scenario_free(&s);
  return trust;
}

static void inside_the_region_trust_climbs_or_collapses_with_its_start(void **state) {
  (void)state;
  const double low = mean_trust_from("0.2", "6", "0.02"), high = mean_trust_from("0.8", "6", "0.02");
  print_message("from .2: %.3f, from .8: %.3f\n", low, high);
  assert_true(low < 0.25);
  assert_true(high > 0.55);
}

static void outside_it_trust_forgets_its_start(void **state) {
  (void)state;
  const double low = mean_trust_from("0.2", "1", "0.07"), high = mean_trust_from("0.8", "1", "0.07");
  print_message("from .2: %.3f, from .8: %.3f\n", low, high);
  assert_true(high - low < 0.08 && low - high < 0.08);
}

// ---- The map of docs/model.md, 7.3, for a relation of loop gain K = a l g tau ----------------------------------------------------------

enum { GRID = 1000 };

// Minutes of a visit at trust t, cut at the minutes left, are averaged over fans and days.
static double mean_minutes(const fl_params *p, double t) {
  enum { N = 60 };
  double sum = 0;
  for (int i = 0; i < N; i++)
    for (int j = 0; j < N; j++) {
      const double fan = p->minutes_sd_fan * fl_normal_quantile((i + 0.5) / N),
                   day = p->minutes_sd_day * fl_normal_quantile((j + 0.5) / N);
      const double left = p->live_share * p->minutes *
                          exp(fan + day - (p->minutes_sd_fan * p->minutes_sd_fan + p->minutes_sd_day * p->minutes_sd_day) / 2);
      const double median = p->dwell_private * (1 + p->dwell_trust * t), sd = p->dwell_sd, z = log(left / median) / sd;
      sum += median * exp(sd * sd / 2) * 0.5 * erfc(-(z - sd) / sqrt(2)) + left * 0.5 * erfc(z / sqrt(2));
    }
  return sum / (N * N);
}

// By trust i / GRID; they hang on dwell and minutes alone, so that one table serves all other parameters.
static const double *minutes_table(const fl_params *p) {
  static double minutes[GRID];
  for (int i = 1; i < GRID && minutes[GRID - 1] == 0; i++) minutes[i] = mean_minutes(p, (double)i / GRID);
  return minutes;
}

// Lambda(t): the K at which trust i / GRID is where gain and forgetting balance.
static void balance(const fl_params *p, double lambda[GRID]) {
  const double g = p->trust_gain_hour / 60, *minutes = minutes_table(p);
  for (int i = 1; i < GRID; i++) {
    const double t = (double)i / GRID,
                 hill = pow(t, p->visit_power) / (pow(t, p->visit_power) + pow(p->visit_half, p->visit_power));
    const double comes = 1 - (1 - p->notification_reach * hill) * (1 - p->feed_share);
    lambda[i] = p->trust_memory * g * (1 - exp(-1 / p->trust_memory)) * t / (comes * (1 - exp(-g * minutes[i])) * (1 - t));
  }
}

// Where Lambda falls: between its local minimum and its local maximum K has two attractors. False: it rises throughout.
static bool window_of(const fl_params *p, double *low, double *high) {
  double lambda[GRID];
  balance(p, lambda);
  int i = 2;
  while (i < GRID && lambda[i] >= lambda[i - 1]) i++;
  if (i == GRID) return false;
  *high = lambda[i - 1];
  while (i < GRID && lambda[i] < lambda[i - 1]) i++;
  *low = lambda[i - 1];
  return true;
}

// The fixed points at K, in order: stable ones where Lambda rises through it, a threshold where it falls. At most three.
static int fixed_points(const fl_params *p, double gain, double at[3]) {
  double lambda[GRID];
  balance(p, lambda);
  lambda[0] = 0;
  int found = 0;
  for (int i = 1; i < GRID && found < 3; i++)
    if ((lambda[i - 1] < gain) != (lambda[i] < gain))
      at[found++] = (i - 1 + (gain - lambda[i - 1]) / (lambda[i] - lambda[i - 1])) / GRID;
  return found;
}

static double loop_gain(const fl_params *p) {
  return p->activity_mean * p->live_prob * p->trust_gain_hour / 60 * p->trust_memory;
}

static void the_mean_relation_of_the_default_world_has_two_fates(void **state) {
  (void)state;
  fl_scenario s = fl_default_scenario();
  const double gain = loop_gain(&s.params);
  double low = 0, high = 0, at[3];
  assert_true(window_of(&s.params, &low, &high));
  print_message("K = %.3f, window %.2f to %.2f\n", gain, low, high);
  assert_true(low < gain && gain < high);
  assert_int_equal(fixed_points(&s.params, gain, at), 3);
  fl_scenario_free(&s);
}

// ---- The figures of the page -----------------------------------------------------------------------------------------------------------

static void put_head(page_text *t, const char *first, const char *name, const double *values, int count) {
  put(t, "\n| %s |", first);
  for (int i = 0; i < count; i++) {
    put(t, " %s ", name);
    put_number(t, "%g", values[i]);
    put(t, " |");
  }
  put(t, "\n|---|");
  for (int i = 0; i < count; i++) put(t, "---|");
  put(t, "\n");
}

static void put_points(page_text *t, const fl_params *p) {
  double at[3];
  const int found = fixed_points(p, loop_gain(p), at);
  for (int i = 0; i < found; i++) {
    put(t, i ? "/" : "");
    put_number(t, "%.2f", at[i]);
  }
}

static void put_window(page_text *t, const fl_params *p) {
  double low, high;
  if (!window_of(p, &low, &high)) {
    put(t, "none");
    return;
  }
  put_number(t, "%.2f", low);
  put(t, "–");
  put_number(t, "%.2f", high);
}

enum { COLUMNS = 6 };

// What a table moves, in rows and columns, and what stands in its cells.
typedef struct table {
  const char *row_name, *column_name;
  double *row, *column; // of `p`
  const double *rows, *columns;
  int row_count;
  fl_params *p;
  void (*cell)(page_text *t, const fl_params *p);
} table;

static void put_table(page_text *t, const table *of) {
  const double row = *of->row, column = *of->column;
  put_head(t, of->row_name, of->column_name, of->columns, COLUMNS);
  for (int r = 0; r < of->row_count; r++) {
    put(t, "| ");
    put_number(t, "%g", of->rows[r]);
    put(t, " |");
    for (int c = 0; c < COLUMNS; c++) {
      *of->row = of->rows[r];
      *of->column = of->columns[c];
      put(t, " ");
      of->cell(t, of->p);
      put(t, " |");
    }
    put(t, "\n");
  }
  *of->row = row;
  *of->column = column;
}

static void put_defaults(page_text *t, const fl_params *p) {
  const struct {
    const char *before;
    double value;
  } terms[] = {{"At the defaults (d = ", p->dwell_private},
               {", σ = ", p->dwell_sd},
               {", δ = ", p->dwell_trust},
               {", mean L ", p->live_share * p->minutes},
               {", c = 1, ρ = ", p->notification_reach},
               {", h = ", p->visit_half},
               {", gain ", p->trust_gain_hour},
               {" an hour, τ = ", p->trust_memory}};
  for (size_t i = 0; i < sizeof terms / sizeof *terms; i++) {
    put(t, "%s", terms[i].before);
    put_number(t, "%.3g", terms[i].value);
  }
  put(t, ") the window of K is:\n");
}

static void put_default_relation(page_text *t, const fl_params *p) {
  put(t, "\n**At the default k = %g and feed ", p->visit_power);
  put_number(t, "%g", p->feed_share);
  put(t, " the window is ");
  put_window(t, p);
  put(t, ", and K = ");
  put_number(t, "%.3f", loop_gain(p));
  put(t, " at a = ");
  put_number(t, "%g", p->activity_mean);
  put(t, " and ℓ = ");
  put_number(t, "%g", p->live_prob);
  put(t, ": the mean relation lies inside it.** Its attractors and the threshold between them are ");
  put_points(t, p);
  put(t, ".\n");
}

static void write_figures(page_text *t, fl_params *p) {
  static const double feeds[COLUMNS] = {0.01, 0.02, 0.03, 0.04, 0.05, 0.07}, convex[] = {2, 3, 4, 6, 8};
  static const double reaches[] = {0.31, 0.5, 0.62, 0.8, 1}, powers[COLUMNS] = {1.5, 2, 3, 4.5, 6, 8};
  static const double gains[] = {0.225, 0.45, 0.7, 0.9, 1.35, 1.8}, memories[COLUMNS] = {55, 110, 130, 165, 220, 330};
  put_defaults(t, p);
  put_table(t, &(table){"visit_power k", "feed", &p->visit_power, &p->feed_share, convex, feeds, 5, p, put_window});
  put_default_relation(t, p);
  put(t,
      "How they move, the rest at the defaults (low/threshold/high; one number: the only attractor), with reach and convexity:\n");
  put_table(t, &(table){"notification_reach", "k =", &p->notification_reach, &p->visit_power, reaches, powers, 5, p, put_points});
  put(t, "\nand with gain and memory, and so with K:\n");
  put_table(t, &(table){"gain_per_hour", "τ =", &p->trust_gain_hour, &p->trust_memory, gains, memories, 6, p, put_points});
  p->visit_power = 6;
  p->feed_share = 0.02;
  p->trust_gain_hour = 1.35;
  put(t, "\n*A bistable room.* visit_power 6, feed_share .02, gain_per_hour 1.35 (else default; K = ");
  put_number(t, "%.2f", loop_gain(p));
  put(t, ") has attractors and threshold ");
  put_points(t, p);
  p->visit_power = 1;
  p->feed_share = 0.07;
  put(t, ";\nwith visit_power 1 and feed_share .07 ");
  put_points(t, p);
  put(t, " is the only one.\n");
}

static const char *page_path = FL_SOURCE_DIR "/docs/model.md";
static const char begins[] = "<!-- Window of K, written by tests/test_trust.c: FL_REGENERATE=1. -->",
                  ends[] = "<!-- End of window -->";

static void the_page_has_the_window_and_the_tables_of_the_defaults(void **state) {
  (void)state;
  static page_text figures;
  fl_scenario s = fl_default_scenario();
  write_figures(&figures, &s.params);
  fl_scenario_free(&s);
  if (getenv("FL_REGENERATE"))
    write_block(page_path, begins, ends, &figures);
  else
    check_block(page_path, begins, ends, &figures);
}

// ---- Trust in brands ---------------------------------------------------------------------------------------------------------------------

// Two brands of the same deliveries: one of one room, one of six rooms, most of whose parcels are one room's. Expected: the same trust to
// the last bit, which is that of fading sums with a prior: after n days of D parcels of mean satisfaction m, with S = 1 + k + ... + k^(n-1),
// (prior x first + S D (1 + m) / 2) / (prior + S D). A seller that stands for a hundred has what one of them has.
static void a_brand_parted_into_rooms_is_trusted_like_one(void **state) {
  (void)state;
  enum { PARTS = 6, DAYS = 40 };
  static const int64_t parts[PARTS] = {900, 60, 30, 7, 2, 1}, moods[PARTS] = {200, -500, 900, -1024, 1024, 1000};
  fl_scenario s = fl_default_scenario();
  fl_agents a = {0};
  assert_true(fl_agents_alloc(&a, 1, 1 + PARTS, 2));
  fl_room_tally *rooms = calloc(1 + PARTS, sizeof *rooms);
  assert_non_null(rooms);
  for (uint32_t r = 1; r <= PARTS; r++) {
    a.rooms.brand[r] = 1;
    rooms[r].delivered = parts[r - 1];
    rooms[r].satisfaction = parts[r - 1] * moods[r - 1];
    rooms[0].delivered += rooms[r].delivered;
    rooms[0].satisfaction += rooms[r].satisfaction;
  }
  a.brands.weight[0] = a.brands.weight[1] = 100;
  for (uint32_t b = 0; b < 2; b++) fl_brand_trust_begin(&a.brands, b, 0.2);
  const fl_counts counts = {.rooms = rooms};
  for (int day = 0; day < DAYS; day++) fl_trust_night(&s.params, &a, &counts);
  const double mean = (double)rooms[0].satisfaction / (double)rooms[0].delivered / 1024, keeps = exp(-1 / s.params.brand_memory);
  const double prior = s.params.brand_prior, seen = (1 - pow(keeps, DAYS)) / (1 - keeps) * (double)rooms[0].delivered / 100;
  const double told = (prior * 0.2 + seen * (0.5 + 0.5 * mean)) / (prior + seen);
  assert_true(a.brands.trust[0] == a.brands.trust[1]);
  check_near(a.brands.trust[1], told, 1e-12, 0, mean);
  // Without deliveries what it began with comes back, by time alone.
  memset(rooms, 0, (1 + PARTS) * sizeof *rooms);
  for (int day = 0; day < DAYS; day++) fl_trust_night(&s.params, &a, &counts);
  const double faded = seen * pow(keeps, DAYS);
  check_near(a.brands.trust[1], (prior * 0.2 + faded * (0.5 + 0.5 * mean)) / (prior + faded), 1e-12, 0, mean);
  free(rooms);
  fl_agents_free(&a);
  fl_scenario_free(&s);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(inside_the_region_trust_climbs_or_collapses_with_its_start),
      cmocka_unit_test(the_mean_relation_of_the_default_world_has_two_fates),
      cmocka_unit_test(the_page_has_the_window_and_the_tables_of_the_defaults),
      cmocka_unit_test(a_brand_parted_into_rooms_is_trusted_like_one),
      cmocka_unit_test(outside_it_trust_forgets_its_start),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
