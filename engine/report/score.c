#include "report/score.h"

#include "base/utf8.h"
#include "report/headline.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#define RESULT       false
#define CONSTRUCTION true
const fl_score_line fl_score_lines[FL_SCORES] = {
#define FL_SCORE(key, id, en, zh, low, high, kind, source, source_zh)                                                              \
  {#key, id, {en, zh}, (double)(low), (double)(high), kind, {source, source_zh}},
#include "report/score.def"
#undef FL_SCORE
};
#undef RESULT
#undef CONSTRUCTION

void fl_score_put(fl_scorecard *card, fl_score_id id, double value, int64_t sample, fl_word_id unit) {
  card->line[id].value = value;
  card->line[id].sample = sample;
  card->line[id].unit = unit;
}

void fl_score_fail(fl_scorecard *card, fl_score_id id, fl_word_id reason, ...) {
  va_list arguments;
  va_start(arguments, reason);
  card->line[id].value = (double)NAN;
  vsnprintf(card->line[id].reason, sizeof card->line[id].reason, fl_word(reason), arguments);
  va_end(arguments);
}

static bool read_log(fl_result *result, fl_scorecard *card) {
  fl_query *q = fl_query_first(result,
                               "SELECT count(*), count(DISTINCT fan),"
                               " 1.0 * sum(orders) / nullif((SELECT sum(orders) FROM platform_day), 0),"
                               " (SELECT number FROM parameter WHERE name = 'focus_fans') > 0 FROM sample_order",
                               NULL);
  if (!q) return false;
  card->log_orders = fl_query_int(q, 0);
  card->log_fans = fl_query_int(q, 1);
  card->log_share = fl_query_real(q, 2);
  card->focus = fl_query_int(q, 3) == 1;
  fl_query_end(q);
  return true;
}

static bool read_set_up(fl_result *result, fl_scorecard *card) {
  fl_query *q = fl_query_first(result,
                               "SELECT group_concat(line, char(10)) FROM (SELECT name || '=' || value AS line FROM parameter"
                               " WHERE name NOT IN ('seed', 'run') UNION ALL SELECT id || '.' || name || '=' || value FROM"
                               " policy_field UNION ALL SELECT what || item || name || '=' || value FROM added_field)",
                               NULL);
  if (q) card->set_up = strdup(fl_query_text(q, 0));
  fl_query_end(q);
  return card->set_up != NULL;
}

static bool read_run(fl_result *result, fl_scorecard *card) {
  fl_headline h;
  if (fl_headline_read(result, &h) != FL_OK) return false;
  fl_utf8_copy(card->name, sizeof card->name, h.name);
  memcpy(card->from, h.from, sizeof card->from);
  memcpy(card->to, h.to, sizeof card->to);
  memcpy(card->digest, h.digest, sizeof card->digest);
  card->seed = h.seed;
  card->fans = h.fans;
  card->weight = h.weight;
  card->scale = h.scale;
  card->warmup = h.warmup;
  card->window = h.days - h.warmup;
  return true;
}

static fl_status check_finished(fl_result *result, const char *path, fl_messages *messages) {
  fl_query *q = fl_query_first(result, "SELECT status FROM run", NULL);
  char status[16] = "";
  if (q) snprintf(status, sizeof status, "%s", fl_query_text(q, 0));
  fl_query_end(q);
  if (strcmp(status, "done") == 0) return FL_OK;
  fl_messages_add(messages, true, fl_word(FL_W_q_unfinished), path, status);
  return FL_BAD_SCENARIO;
}

fl_status fl_scorecard_read(fl_result *result, const char *path, fl_messages *messages, fl_scorecard *out) {
  memset(out, 0, sizeof *out);
  const fl_status status = check_finished(result, path, messages);
  if (status != FL_OK) return status;
  const bool good = read_run(result, out) && read_log(result, out) && read_set_up(result, out) && fl_score_tables(result, out) &&
                    fl_score_pairs(result, out) && fl_score_buyers(result, out);
  if (good) return FL_OK;
  const char *why = fl_result_error(result);
  fl_messages_add(messages, true, "%s: %s", path, why[0] ? why : fl_word(FL_W_no_memory));
  fl_scorecard_free(out);
  return FL_ENVIRONMENT;
}

void fl_scorecard_free(fl_scorecard *card) {
  free(card->set_up);
  card->set_up = NULL;
}
