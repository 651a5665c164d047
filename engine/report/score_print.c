// The scorecard for people and for machines.
#include "report/score.h"

#include "fit/estimate.h"
#include "report/json.h"
#include "report/text.h"

#include <stdlib.h>
#include <string.h>

static const double level = 0.90; // of the interval over runs

typedef enum verdict { PASS, OUTSIDE, STRADDLES, SET_IN_BAND, SET_OUTSIDE, NO_BAND, UNMEASURED } verdict;

// A line over all runs.
typedef struct judged {
  const fl_score_line *line;
  const fl_score *first; // of the first run; of the first run that cannot tell, if there is one
  fl_interval value;
  int rise;                    // the part whose rise over the one before it is the value; 0: the runs' values as they are
  double part[FL_SCORE_PARTS]; // medians
  int64_t sample;              // the smallest
  verdict verdict;
} judged;

static verdict judge(const fl_score_line *line, const fl_interval *value) {
  const bool interval = isfinite(value->low);
  const double low = interval ? value->low : value->mean, high = interval ? value->high : value->mean;
  if (isnan(line->low)) return NO_BAND;
  const bool inside = low >= line->low && high <= line->high;
  if (line->by_construction) return inside ? SET_IN_BAND : SET_OUTSIDE;
  if (inside) return PASS;
  return high < line->low || low > line->high ? OUTSIDE : STRADDLES;
}

static double value_of(const fl_score *s, int rise) {
  return rise ? s->part[rise] - s->part[rise - 1] : s->value;
}

// The least of several rises is found on the means over the runs: the least of each run would tell of its noise.
static int least_rise(const fl_scorecard *cards, size_t count, int id) {
  int best = 0;
  double least = (double)INFINITY;
  for (int p = 1; cards[0].line[id].least_rise && p < cards[0].line[id].parts; p++) {
    double sum = 0;
    for (size_t i = 0; i < count; i++) sum += value_of(&cards[i].line[id], p);
    if (sum < least) {
      least = sum;
      best = p;
    }
  }
  return best;
}

static int by_size(const void *a, const void *b) {
  const double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static double median(double *value, size_t count) {
  qsort(value, count, sizeof *value, by_size);
  return 0.5 * (value[count / 2] + value[(count - 1) / 2]);
}

static judged judge_line(const fl_scorecard *cards, size_t count, int id) {
  judged j = {.line = &fl_score_lines[id], .first = &cards[0].line[id], .verdict = UNMEASURED, .sample = cards[0].line[id].sample};
  double *values = calloc(count, sizeof *values);
  bool measured = values != NULL;
  for (size_t i = 0; i < count && measured; i++) {
    const fl_score *s = &cards[i].line[id];
    if (s->sample < j.sample) j.sample = s->sample;
    if (!isnan(s->value)) continue;
    j.first = s;
    measured = false;
  }
  for (int p = 0; measured && p < j.first->parts; p++) {
    for (size_t i = 0; i < count; i++) values[i] = cards[i].line[id].part[p];
    j.part[p] = median(values, count);
  }
  if (measured) {
    j.rise = least_rise(cards, count, id);
    for (size_t i = 0; i < count; i++) values[i] = value_of(&cards[i].line[id], j.rise);
    j.value = fl_mean_interval(values, count, level);
    j.verdict = judge(j.line, &j.value);
  }
  free(values);
  return j;
}

static fl_word_id verdict_word(verdict v) {
  static const fl_word_id words[] = {FL_W_v_pass,        FL_W_v_outside, FL_W_v_straddles, FL_W_v_set_in_band,
                                     FL_W_v_set_outside, FL_W_v_no_band, FL_W_v_unmeasured};
  return words[v];
}

// ---- For people -----------------------------------------------------------------------------------------------------------------

static const char *band_text(const fl_score_line *line, char out[FL_NUMBER]) {
  if (isnan(line->low))
    strcpy(out, "–");
  else if (isinf(line->high))
    snprintf(out, FL_NUMBER, "≥ %.4g", line->low);
  else
    snprintf(out, FL_NUMBER, "%.2f–%.2f", line->low, line->high);
  return out;
}

// "name: 0.24, 4.41, ..."
static void print_parts(FILE *out, const judged *j, bool medians) {
  char text[512];
  size_t used =
      (size_t)snprintf(text, sizeof text, "%s%s: ", fl_word(j->first->parts_name), medians ? fl_word(FL_W_q_medians) : "");
  for (int p = 0; p < j->first->parts && used < sizeof text; p++)
    used += (size_t)snprintf(text + used, sizeof text - used, "%s%.4g", p ? fl_word(FL_W_comma) : "", j->part[p]);
  fl_text_wrap(out, text, 6);
}

static void print_line(FILE *out, const judged *j) {
  char number[FL_NUMBER], band[FL_NUMBER], low[FL_NUMBER], high[FL_NUMBER], text[512];
  fl_text_left(out, j->line->id, 5);
  fl_text_left(out, j->line->name[fl_get_lang()], 37);
  fl_text_right(out, fl_text_real(j->verdict == UNMEASURED ? (double)NAN : j->value.mean, 3, number), 8);
  fputs("  ", out);
  fl_text_left(out, band_text(j->line, band), 11);
  fprintf(out, " %s\n", fl_word(verdict_word(j->verdict)));
  if (j->verdict == UNMEASURED) {
    fl_text_wrap(out, j->first->reason, 6);
    return;
  }
  if (isfinite(j->value.low)) {
    snprintf(text, sizeof text, fl_word(FL_W_q_interval), fl_text_real(j->value.low, 3, low), fl_text_real(j->value.high, 3, high));
    fl_text_wrap(out, text, 6);
  }
  size_t used = (size_t)snprintf(text, sizeof text, fl_word(j->first->unit), fl_text_count(j->sample, number));
  const char *source = j->line->source[fl_get_lang()];
  if (source[0]) snprintf(text + used, sizeof text - used, " · %s", source);
  fl_text_wrap(out, text, 6);
  if (j->first->parts) print_parts(out, j, isfinite(j->value.low));
}

static void print_head(FILE *out, const fl_scorecard *cards, size_t count, bool colour) {
  const fl_scorecard *c = &cards[0];
  char fans[FL_NUMBER], buyers[FL_NUMBER], share[FL_NUMBER], scale[FL_SAID], text[FL_SAID + 64];
  size_t used = (size_t)snprintf(text, sizeof text, fl_word(FL_W_q_title), c->name);
  for (size_t i = 0; i < count && used < sizeof text; i++)
    used += (size_t)snprintf(text + used, sizeof text - used, "%s%lld", i ? fl_word(FL_W_comma) : "", (long long)cards[i].seed);
  if (colour) fputs("\033[1m", out);
  fl_text_wrap(out, text, 0);
  if (colour) fputs("\033[0m", out);
  fl_text_say(out, FL_W_s_period, c->from, c->to, (long long)c->window, (long long)c->warmup);
  snprintf(text, sizeof text, fl_word(FL_W_s_scale), fl_scale_text(&c->scale, scale), (long long)c->seed);
  fl_text_wrap(out, text, 0);
  snprintf(text, sizeof text, fl_word(FL_W_q_log), count > 1 ? fl_word(FL_W_q_first) : "", fl_text_count(c->log_orders, fans),
           fl_text_count(c->log_fans, buyers), fl_text_percent(c->log_share, share));
  fl_text_wrap(out, text, 0);
}

void fl_score_print(FILE *out, const fl_scorecard *cards, size_t count, bool colour) {
  int passed = 0, flagged = 0, unmeasured = 0;
  char text[512];
  print_head(out, cards, count, colour);
  fputc('\n', out);
  fl_text_left(out, fl_word(FL_W_q_id), 5);
  fl_text_left(out, fl_word(FL_W_q_regularity), 37);
  fl_text_right(out, fl_word(FL_W_q_value), 8);
  fputs("  ", out);
  fl_text_left(out, fl_word(FL_W_q_band), 11);
  fprintf(out, " %s\n", fl_word(FL_W_q_verdict));
  for (int i = 0; i < FL_SCORES; i++) {
    const judged j = judge_line(cards, count, i);
    print_line(out, &j);
    passed += j.verdict == PASS;
    flagged += j.verdict == OUTSIDE || j.verdict == STRADDLES;
    unmeasured += j.verdict == UNMEASURED;
  }
  fputc('\n', out);
  snprintf(text, sizeof text, fl_word(FL_W_q_tally), passed, flagged, unmeasured);
  fl_text_wrap(out, text, 0);
  if (count < FL_SCORE_RUNS) {
    snprintf(text, sizeof text, fl_word(count == 1 ? FL_W_q_one_run : FL_W_q_few_runs), (int)FL_SCORE_RUNS);
    fl_text_wrap(out, text, 0);
  }
  if (cards[0].focus) fl_text_wrap(out, fl_word(FL_W_q_focus), 0);
  fl_text_wrap(out, fl_word(FL_W_q_rest), 0);
}

// ---- For machines ---------------------------------------------------------------------------------------------------------------

static void json_line(fl_json *json, const judged *j, const fl_scorecard *cards, size_t count, int id) {
  static const char *const verdicts[] = {"pass",    "flag",          "flag", "by construction: in band", "by construction: outside",
                                         "no band", "not measurable"};
  const bool measured = j->verdict != UNMEASURED;
  fl_json_open(json, NULL, '{');
  fl_json_text(json, "key", j->line->key);
  fl_json_text(json, "id", j->line->id);
  fl_json_text(json, "regularity", j->line->name[fl_get_lang()]);
  fl_json_real(json, "value", measured ? j->value.mean : (double)NAN);
  fl_json_real(json, "interval_low", measured ? j->value.low : (double)NAN);
  fl_json_real(json, "interval_high", measured ? j->value.high : (double)NAN);
  fl_json_real(json, "band_low", j->line->low);
  fl_json_real(json, "band_high", j->line->high);
  fl_json_text(json, "verdict", verdicts[j->verdict]);
  fl_json_text(json, "reason", measured ? "" : j->first->reason);
  fl_json_int(json, "sample", measured ? j->sample : 0);
  fl_json_text(json, "source", j->line->source[fl_get_lang()]);
  fl_json_open(json, "runs", '[');
  for (size_t i = 0; i < count; i++) fl_json_real(json, NULL, value_of(&cards[i].line[id], j->rise));
  fl_json_close(json, ']');
  fl_json_text(json, "parts_name", measured && j->first->parts ? fl_word(j->first->parts_name) : "");
  fl_json_open(json, "parts", '[');
  for (int p = 0; measured && p < j->first->parts; p++) fl_json_real(json, NULL, j->part[p]);
  fl_json_close(json, ']');
  fl_json_close(json, '}');
}

void fl_score_json(FILE *out, const fl_scorecard *cards, size_t count) {
  fl_json json = {.out = out};
  const fl_scorecard *c = &cards[0];
  fl_json_open(&json, NULL, '{');
  fl_json_text(&json, "name", c->name);
  fl_json_text(&json, "from", c->from);
  fl_json_text(&json, "to", c->to);
  fl_json_int(&json, "warmup", c->warmup);
  fl_scale_json(&json, &c->scale);
  fl_json_bool(&json, "unequal_weights", c->focus);
  fl_json_open(&json, "runs", '[');
  for (size_t i = 0; i < count; i++) {
    fl_json_open(&json, NULL, '{');
    fl_json_int(&json, "seed", cards[i].seed);
    fl_json_text(&json, "digest", cards[i].digest);
    fl_json_int(&json, "log_orders", cards[i].log_orders);
    fl_json_int(&json, "log_buyers", cards[i].log_fans);
    fl_json_real(&json, "log_share", cards[i].log_share);
    fl_json_close(&json, '}');
  }
  fl_json_close(&json, ']');
  fl_json_real(&json, "interval_level", level);
  fl_json_open(&json, "lines", '[');
  for (int i = 0; i < FL_SCORES; i++) {
    const judged j = judge_line(cards, count, i);
    json_line(&json, &j, cards, count, i);
  }
  fl_json_close(&json, ']');
  fl_json_close(&json, '}');
}
