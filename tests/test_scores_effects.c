// M09 Three scores, what they do to traffic, events and sellers that let go of quality: sign and size of a change of each lever by half,
// over eight run numbers with common random numbers. The ranges were written down before anything was measured.
#include "small_world.h"
#include "world/internal.h"

#include <stdlib.h>

enum { RUNS = 8, TWINS = 6, DAYS = 98, CUT = 35 };

typedef struct seen {
  double score;      // mean score of the rooms that public visits meet
  double price;      // mean price part of the same
  double change;     // mean absolute change of a room's shop score in a week
  double admitted;   // share of real rooms in the festival
  double subsidised; // fen that the subsidy paid
  double covered;    // orders under the right
  double cut_early,
      cut_late; // public visits of the brand that lets go over those of its twin: the four weeks around, the last four
} seen;

static void add_twins(fl_scenario *s, bool cuts) {
  static const char *const brands[] = {"cuts", "stays"};
  for (int b = 0; b < 2; b++) {
    fl_brand_def *brand = fl_scenario_add_brand(s);
    strcpy(brand->id, brands[b]);
    brand->kind = 1;
    brand->quality = brand->service = 0.66;
    if (b == 0 && cuts) {
      brand->change_from = s->setup.from + CUT;
      brand->change_quality = 0.4;
    }
    for (int i = 0; i < TWINS; i++) {
      fl_room_def *room = fl_scenario_add_room(s);
      snprintf(room->id, sizeof room->id, "%s %d", brands[b], i);
      strcpy(room->brand, brands[b]);
      room->category = i;
      room->followers = 6000000;
      room->live_prob = 1;
    }
  }
}

static seen live(int64_t run, const char *const (*sets)[2]) {
  fl_scenario s = small_scenario();
  s.setup.run = run;
  s.setup.fans = 4096;
  s.setup.rooms = 120;
  s.setup.warmup = 42;
  s.setup.from = small_date("2022-03-01");
  s.setup.to = s.setup.from + DAYS - 1;
  add_twins(&s, true);
  small_set(&s, "scores.kept", "on");
  fl_festival *f = small_add_festival(&s);
  f->admission_by = FL_SCORE_SHOP + 1;
  f->admission_score = 0.5;
  f->exposure_boost = 1; // the festival is there to be counted, not to move traffic
  f->traffic_lift = f->peak_traffic_lift = f->heat_lift = f->content_lift = f->seller_discount = f->peak_discount =
      f->anticipation = 0;
  f->packets_per_day = f->flash_rooms = 0;
  fl_subsidy *subsidy = small_add_subsidy(&s, INT64_C(1000000000000000));
  subsidy->score_by = FL_SCORE_ALL + 1;
  subsidy->least_score = 0.5;
  subsidy->share = 0.01;
  fl_rights *right = &fl_scenario_add_policy(&s, FL_RIGHTS_POLICY, "right")->of.rights; // likewise only to be counted
  right->from = s.setup.from;
  right->to = s.setup.to;
  right->score_by = FL_SCORE_SHOP + 1;
  right->least_score = 0.5;
  small_set(&s, "rights.weight", "0");
  small_set(&s, "rights.seven_day.claim", "0");
  for (; sets && (*sets)[0]; sets++) small_set(&s, (*sets)[0], (*sets)[1]);
  fl_world_options options = fl_default_world_options();
  options.parallel = fl_parallel_openmp(2);
  small_live live_world = small_open(&s, options);
  fl_world *world = live_world.world;
  seen out = {0};
  const uint32_t rooms = world->agents.rooms.count, generated = (uint32_t)s.setup.rooms;
  double visits = 0, changes = 0, days = 0, real = 0, twin[2][2] = {{0}};
  double *before = calloc(rooms, sizeof *before);
  assert_non_null(before);
  for (uint32_t r = 0; r < rooms; r++) real += (double)world->agents.rooms.weight[r];
  while (fl_world_day(world) < fl_world_days(world)) {
    const int64_t day = fl_world_day(world) - s.setup.warmup;
    assert_int_equal(fl_world_step(world), FL_OK);
    const fl_scores *scores = &world->agents.scores;
    for (uint32_t r = 0; r < rooms; r++) {
      const double uv = (double)world->counts.rooms[r].uv[FL_PUBLIC];
      if (r >= generated && day >= CUT - 28) {
        const int late = day >= DAYS - 28 ? 1 : 0;
        if (late || day < CUT) twin[late][(r - generated) / TWINS] += uv;
      }
      if (day >= 0 && r < generated) {
        visits += uv;
        out.score += uv * scores->score[r][FL_SCORE_ALL];
        out.price += uv * scores->part[r][FL_PART_price];
      }
      if (day % 7 != 0) continue;
      if (day >= 7) {
        out.change += fabs(scores->score[r][FL_SCORE_SHOP] - before[r]);
        changes++;
      }
      before[r] = scores->score[r][FL_SCORE_SHOP];
    }
    if (world->admitted[0] > 0) {
      out.admitted += (double)world->admitted[0] / real;
      days++;
    }
    if (world->counts.rights) out.covered += (double)world->counts.rights->right[0].covered;
    out.subsidised += (double)world->counts.policies[1].platform_fen;
  }
  out.score /= visits;
  out.price /= visits;
  out.change /= changes;
  out.admitted /= days > 0 ? days : 1;
  out.cut_early = twin[0][0] / twin[0][1];
  out.cut_late = twin[1][0] / twin[1][1];
  free(before);
  small_close(&live_world);
  fl_scenario_free(&s);
  return out;
}

typedef struct study {
  seen run[RUNS];
} study;

static study base;

static study study_of(const char *const (*sets)[2]) {
  study out;
  for (int64_t run = 0; run < RUNS; run++) out.run[run] = live(run, sets);
  return out;
}
static study study_at(const char *key, const char *value) {
  const char *const sets[][2] = {{key, value}, {NULL, NULL}};
  return study_of(sets);
}

// Mean over the runs and half of its 90 % interval (Student, seven degrees of freedom).
static void check_mean(const double value[RUNS], double low, double high, const char *what) {
  double mean = 0, square = 0;
  for (int i = 0; i < RUNS; i++) mean += value[i] / RUNS;
  for (int i = 0; i < RUNS; i++) square += (value[i] - mean) * (value[i] - mean) / (RUNS - 1);
  print_message("%s: %.4f +- %.4f\n", what, mean, 1.895 * sqrt(square / RUNS));
  if (!(mean >= low && mean <= high)) fail_msg("%s is %.4f, expected between %.4f and %.4f", what, mean, low, high);
}

#define READ(of, member) (*(const double *)((const char *)&(of) + (member)))

static void check_less(const study *of, const study *than, size_t member, double low, double high, const char *what) {
  double value[RUNS];
  for (int i = 0; i < RUNS; i++) value[i] = READ(than->run[i], member) - READ(of->run[i], member);
  check_mean(value, low, high, what);
}

static void check_over(const study *of, const study *over, size_t member, double low, double high, const char *what) {
  double value[RUNS];
  for (int i = 0; i < RUNS; i++) value[i] = READ(of->run[i], member) / READ(over->run[i], member);
  check_mean(value, low, high, what);
}

static int run_base(void **state) {
  (void)state;
  base = study_of(NULL);
  return 0;
}

static void traffic_goes_to_those_who_score(void **state) {
  (void)state;
  const study half = study_at("scores.traffic", "0.5"), weak = study_at("allocation.score", "0.35"),
              strong = study_at("allocation.score", "1.05");
  const size_t score = offsetof(seen, score);
  check_less(&half, &base, score, 0.005, 0.06, "mean score of public visits, less at half the part of scores in traffic");
  check_less(&weak, &base, score, 0.01, 0.10, "less at half the exponent");
  check_less(&base, &strong, score, 0.005, 0.08, "more at one and a half exponents");
}

static void a_longer_window_moves_slower(void **state) {
  (void)state;
  const study half = study_at("scores.shop_window", "15"), more = study_at("scores.shop_window", "45");
  check_over(&half, &base, offsetof(seen, change), 1.2, 2.2, "weekly change of the shop score at half the window");
  check_over(&more, &base, offsetof(seen, change), 0.5, 0.9, "at one and a half windows");
}

static void weights_move_what_they_weigh(void **state) {
  (void)state;
  const study half = study_at("scores.goods_price", "2"), more = study_at("scores.goods_price", "6");
  check_less(&half, &base, offsetof(seen, price), 0.001, 0.03, "price part of public visits, less at half its weight");
  check_less(&base, &more, offsetof(seen, price), 0.0005, 0.02, "more at one and a half");
}

static void gates_let_fewer_in_the_higher_they_are(void **state) {
  (void)state;
  static const char *const half[][2] = {
      {"sale.admission_score", "0.25"}, {"subsidy.least_score", "0.25"}, {"right.least_score", "0.25"}, {NULL, NULL}};
  static const char *const more[][2] = {
      {"sale.admission_score", "0.75"}, {"subsidy.least_score", "0.75"}, {"right.least_score", "0.75"}, {NULL, NULL}};
  const study low = study_of(half), high = study_of(more);
  check_over(&low, &base, offsetof(seen, admitted), 1.2, 4, "rooms admitted at half the score");
  check_over(&high, &base, offsetof(seen, admitted), 0, 0.6, "at one and a half of it");
  check_over(&low, &base, offsetof(seen, subsidised), 1.2, 4, "money of the subsidy at half the score");
  check_over(&high, &base, offsetof(seen, subsidised), 0, 0.6, "at one and a half of it");
  check_over(&low, &base, offsetof(seen, covered), 1.2, 4, "orders covered by a right at half the score");
  check_over(&high, &base, offsetof(seen, covered), 0, 0.6, "at one and a half of it");
}

// In a world of twice the fans: a room's record is counted in what was observed of it. Against traffic that looks at neither scores nor
// reputation; reputation alone, by which buyers' reviews weigh too, may be as quick as scores.
static void who_lets_go_of_quality_loses_traffic_after_the_window(void **state) {
  (void)state;
  static const char *const scores[][2] = {{"fans", "8192"}, {"rooms", "200"}, {NULL, NULL}};
  static const char *const blind[][2] = {{"fans", "8192"}, {"rooms", "200"}, {"allocation.score", "0"}, {NULL, NULL}};
  const study with = study_of(scores), without = study_of(blind);
  double left[RUNS], over[RUNS];
  for (int i = 0; i < RUNS; i++) {
    left[i] = with.run[i].cut_late / with.run[i].cut_early;
    over[i] = left[i] / (without.run[i].cut_late / without.run[i].cut_early);
  }
  check_mean(left, 0.2, 0.8, "public visits over the twin's, after over before");
  check_mean(over, 0.5, 0.95, "over the same where traffic is blind to scores");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(traffic_goes_to_those_who_score),
      cmocka_unit_test(a_longer_window_moves_slower),
      cmocka_unit_test(weights_move_what_they_weigh),
      cmocka_unit_test(gates_let_fewer_in_the_higher_they_are),
      cmocka_unit_test(who_lets_go_of_quality_loses_traffic_after_the_window),
  };
  const char *only = getenv("FL_ONLY"); // FL_ONLY=<name or pattern> runs some of them
  if (only) cmocka_set_test_filter(only);
  return cmocka_run_group_tests(tests, run_base, NULL);
}
