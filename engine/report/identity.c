// The GMV identity of the window, a column for each source.
#include "report/summary.h"

#include "report/headline.h"
#include "report/text.h"

#include <math.h>
#include <string.h>

enum { SOURCES = 4, ROWS = 7 };

typedef struct identity {
  char from[16], to[16], source[SOURCES][16];
  double factor[SOURCES][ROWS];
  int count;
  bool exact;
} identity;

static bool read_identity(fl_result *result, identity *id) {
  fl_query *q =
      fl_result_query(result,
                      "SELECT source, uv, minutes_per_uv, 1000 * buyers_per_minute, orders_per_buyer, gmv_yuan_per_order,"
                      " gmv_fen / 100.0, 1.0 * gmv_fen / nullif(sum(gmv_fen) OVER (), 0), exact, from_date, to_date"
                      " FROM v_identity_period WHERE period = 'window' ORDER BY instr('private public paid shelf', source)",
                      (const char *[]){NULL});
  if (!q) return false;
  id->count = 0;
  id->exact = true;
  while (fl_query_next(q)) {
    id->exact = id->exact && fl_query_int(q, 8) == 1;
    snprintf(id->from, sizeof id->from, "%s", fl_query_text(q, 9));
    snprintf(id->to, sizeof id->to, "%s", fl_query_text(q, 10));
    // A source that nobody came by is no news; its books are checked all the same.
    if (fl_query_int(q, 1) == 0 || id->count == SOURCES) continue;
    snprintf(id->source[id->count], sizeof id->source[0], "%s", fl_query_text(q, 0));
    for (int r = 0; r < ROWS; r++) id->factor[id->count][r] = fl_query_number(q, 1 + r);
    id->count++;
  }
  fl_query_end(q);
  return true;
}

static const char *source_word(const char *source) {
  static const fl_word_id ids[] = {FL_W_s_private, FL_W_s_public, FL_W_s_paid, FL_W_s_shelf};
  static const char *const names[] = {"private", "public", "paid", "shelf"};
  for (int i = 0; i < SOURCES; i++)
    if (strcmp(names[i], source) == 0) return fl_word(ids[i]);
  return source;
}

static const char *factor_text(double value, int row, char *out) {
  if (row == 0 || row == 5) return fl_text_amount(value, out);
  return row == 6 ? fl_text_percent(value, out) : fl_text_real(value, 2, out);
}

fl_status fl_summary_identity(FILE *out, fl_result *result, bool colour) {
  static const fl_word_id labels[ROWS] = {FL_W_s_uv,    FL_W_s_minutes, FL_W_s_conversion, FL_W_s_frequency,
                                          FL_W_s_price, FL_W_s_product, FL_W_s_share};
  identity id;
  char line[128], text[FL_NUMBER];
  if (!read_identity(result, &id)) return FL_ENVIRONMENT;
  if (id.count == 0) return FL_OK;
  snprintf(line, sizeof line, fl_word(FL_W_s_identity), id.from, id.to);
  fl_text_heading(out, line, colour);
  fputs("  ", out);
  fl_text_left(out, "", 28);
  for (int s = 0; s < id.count; s++) fl_text_right(out, source_word(id.source[s]), 12);
  fputc('\n', out);
  for (int r = 0; r < ROWS; r++) {
    fputs("  ", out);
    fl_text_left(out, fl_word(labels[r]), 28);
    for (int s = 0; s < id.count; s++) fl_text_right(out, factor_text(id.factor[s][r], r, text), 12);
    fputc('\n', out);
  }
  fl_text_wrap(out, fl_word(id.exact ? FL_W_s_exact : FL_W_s_inexact), 2);
  return FL_OK;
}
