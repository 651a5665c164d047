// The three scores of the scenario's own rooms on the last day, and what costs each of them most; where scores were kept.
#include "report/summary.h"

#include "report/headline.h"
#include "report/text.h"

#include <string.h>

enum { MOST_SHOWN = 12, COLUMNS_ID = 20, COLUMNS_SCORE = 6 };

static const char scores_sql[] =
    "SELECT s.date, r.id, 100 * s.shop, 100 * s.host, 100 * s.goods, g.part, g.level, g.best, g.points, g.bad_orders, g.observed"
    " FROM score_day AS s JOIN room AS r USING (room) JOIN v_score_gap AS g USING (date, room)"
    " WHERE s.date = (SELECT max(date) FROM score_day) AND g.place = 1"
    " AND r.own ORDER BY room";

static fl_word_id part_word(const char *part) {
  static const struct {
    const char *name;
    fl_word_id word;
  } parts[] = {{"shop_goods", FL_W_sc_shop_goods},        {"shop_logistics", FL_W_sc_shop_logistics},
               {"shop_after_sales", FL_W_sc_after_sales}, {"shop_stability", FL_W_sc_stability},
               {"host_content", FL_W_sc_content},         {"host_goods", FL_W_sc_host_goods},
               {"goods_quality", FL_W_sc_quality},        {"goods_price", FL_W_sc_price},
               {"goods_service", FL_W_sc_service}};
  for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
    if (strcmp(parts[i].name, part) == 0) return parts[i].word;
  return FL_W_sc_shop_goods;
}

static void write_row(FILE *out, fl_query *q) {
  char text[FL_NUMBER], line[256], level[FL_NUMBER], best[FL_NUMBER], points[FL_NUMBER];
  const char *part = fl_query_text(q, 5);
  fputs("  ", out);
  fl_text_left(out, fl_query_text(q, 1), COLUMNS_ID);
  if (fl_text_columns(fl_query_text(q, 1)) >= COLUMNS_ID) { // figures stay in their columns
    fputs("\n  ", out);
    fl_text_left(out, "", COLUMNS_ID);
  }
  for (int i = 2; i < 5; i++) fl_text_right(out, fl_text_real(fl_query_number(q, i), 0, text), COLUMNS_SCORE);
  fputs("  ", out);
  if (fl_query_number(q, 8) > 0) {
    const bool minutes = strcmp(part, "host_content") == 0;
    fl_text_real(fl_query_number(q, 8), 1, points);
    if (minutes)
      fl_text_real(fl_query_number(q, 6), 2, level), fl_text_real(fl_query_number(q, 7), 2, best);
    else
      fl_text_percent(fl_query_number(q, 6), level), fl_text_percent(fl_query_number(q, 7), best);
    snprintf(line, sizeof line, fl_word(FL_W_sc_costs), fl_word(part_word(part)), level, best, points);
    fputs(line, out);
  } else {
    fputs(fl_word(FL_W_sc_nothing), out);
  }
  fputc('\n', out);
}

fl_status fl_summary_scores(FILE *out, fl_result *result, bool colour) {
  static const fl_word_id heads[] = {FL_W_sc_shop, FL_W_sc_host, FL_W_sc_goods};
  fl_query *q = fl_result_query(result, scores_sql, (const char *[]){NULL});
  if (!q) return FL_ENVIRONMENT;
  int shown = 0;
  for (; fl_query_next(q) && shown < MOST_SHOWN; shown++) {
    if (shown == 0) {
      char line[160];
      snprintf(line, sizeof line, fl_word(FL_W_sc_heading), fl_query_text(q, 0));
      fl_text_heading(out, line, colour);
      fputs("  ", out);
      fl_text_left(out, fl_word(FL_W_o_room), COLUMNS_ID);
      for (int i = 0; i < 3; i++) fl_text_right(out, fl_word(heads[i]), COLUMNS_SCORE);
      fprintf(out, "  %s\n", fl_word(FL_W_sc_costs_most));
    }
    write_row(out, q);
  }
  fl_query_end(q);
  if (shown > 0) fl_text_wrap(out, fl_word(FL_W_sc_note), 2);
  return FL_OK;
}
