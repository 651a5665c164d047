// What the rooms of the scenario's own did in the window.
#include "report/summary.h"

#include "fanloop/rows.h"
#include "report/headline.h"
#include "report/text.h"

enum { MOST_SHOWN = 12, COLUMNS_ID = 22 };

// Rooms (0) by falling GMV, then brands (1) that have several of them. With a catchment, all their
// buyers live in it. Simulated orders: real ones over the fans that a buyer stands for.
static const char rooms_sql[] =
    "WITH own AS (SELECT room, id, brand FROM room WHERE own),"
    "buyer AS (SELECT iif(f.number > 0, w.number, run.fan_weight) AS weight FROM run, parameter AS f, parameter AS w"
    " WHERE f.name = 'focus_fans' AND w.name = 'focus_weight'),"
    "days AS (SELECT d.* FROM room_day AS d JOIN run ON d.date BETWEEN run.from_date AND run.to_date),"
    "sums AS (SELECT o.room, o.id, o.brand, coalesce(sum(" FL_SQL_ALL_SOURCES(
        "", "orders",
        "") "), 0) AS "
            "orders,"
            " coalesce(sum(gmv_private_fen), 0) AS private_fen, coalesce(sum(" FL_SQL_ALL_SOURCES(
                "", "gmv",
                "_fen") "), 0) AS gmv_fen,"
                        " sum(returns) AS returns, sum(delivered) AS delivered,"
                        " (SELECT followers_after - followers_before FROM room_window AS f WHERE f.room = o.room) AS gained"
                        " FROM own AS o LEFT JOIN days AS d ON d.room = o.room GROUP BY o.room),"
                        "rows AS (SELECT 0 AS part, room AS item, 1 AS rooms, * FROM sums"
                        " UNION ALL SELECT 1, brand, count(*), NULL, NULL, brand, sum(orders), sum(private_fen), sum(gmv_fen), "
                        "sum(returns),"
                        " sum(delivered), sum(gained) FROM sums GROUP BY brand HAVING count(*) > 1)"
                        "SELECT part, rooms, s.id, b.id, orders, gmv_fen / 100.0, 1.0 * private_fen / nullif(gmv_fen, 0),"
                        " 1.0 * returns / nullif(delivered, 0), gained, CAST(round(orders / weight) AS INTEGER)"
                        " FROM rows AS s JOIN brand AS b USING (brand), buyer"
                        " ORDER BY part, gmv_fen DESC, item";

static void write_heads(FILE *out) {
  static const fl_word_id heads[] = {FL_W_o_orders, FL_W_o_gmv, FL_W_o_private, FL_W_o_returns, FL_W_o_followers};
  static const int widths[] = {9, 12, 12, 9, 14};
  fputs("  ", out);
  fl_text_left(out, fl_word(FL_W_o_room), COLUMNS_ID);
  for (int i = 0; i < 5; i++) fl_text_right(out, fl_word(heads[i]), widths[i]);
  fputc('\n', out);
}

static void write_row(FILE *out, fl_query *q) {
  char text[FL_NUMBER], label[256];
  if (fl_query_int(q, 0) == 0)
    snprintf(label, sizeof label, "%s", fl_query_text(q, 2));
  else
    snprintf(label, sizeof label, fl_word(FL_W_o_brand), fl_query_text(q, 3), (long long)fl_query_int(q, 1));
  fputs("  ", out);
  fl_text_left(out, label, COLUMNS_ID);
  if (fl_text_columns(label) >= COLUMNS_ID) { // figures stay in their columns
    fputs("\n  ", out);
    fl_text_left(out, "", COLUMNS_ID);
  }
  fl_text_right(out, fl_text_amount(fl_query_real(q, 4), text), 9);
  fl_text_right(out, fl_text_amount(fl_query_real(q, 5), text), 12);
  fl_text_right(out, fl_text_percent(fl_query_number(q, 6), text), 12);
  fl_text_right(out, fl_text_percent(fl_query_number(q, 7), text), 9);
  fl_text_right(out, fl_text_amount(fl_query_number(q, 8), text), 14);
  fputc('\n', out);
}

// How much stands behind the figures: sums of a few simulated orders differ widely from seed to seed.
typedef struct behind {
  int64_t rooms, empty, orders, fewest; // rooms, those that sold nothing; simulated orders, fewest of a room that sold
} behind;

static void count_behind(behind *b, int64_t orders) {
  if (orders > 0 && (b->orders == 0 || orders < b->fewest)) b->fewest = orders;
  b->orders += orders;
  b->empty += orders == 0;
  b->rooms++;
}

static void write_behind(FILE *out, const behind *b) {
  char line[FL_SAID], all[FL_NUMBER], fewest[FL_NUMBER], few[FL_NUMBER];
  size_t used = (size_t)snprintf(line, sizeof line, fl_word(b->rooms > 1 ? FL_W_o_fewest : FL_W_o_simulated),
                                 fl_text_count(b->orders, all), fl_text_count(b->fewest, fewest));
  if (b->empty > 0 && b->rooms > 1)
    used += (size_t)snprintf(line + used, sizeof line - used, fl_word(FL_W_o_empty), (long long)b->empty);
  if (b->fewest < FL_FEW_ORDERS) snprintf(line + used, sizeof line - used, fl_word(FL_W_o_few), fl_text_count(FL_FEW_ORDERS, few));
  fl_text_wrap(out, fl_text_plural(line), 2);
}

fl_status fl_summary_rooms(FILE *out, fl_result *result, bool colour) {
  fl_query *q = fl_result_query(result, rooms_sql, (const char *[]){NULL});
  if (!q) return FL_ENVIRONMENT;
  int64_t seen[2] = {0, 0};
  behind simulated = {0};
  while (fl_query_next(q)) {
    const bool brand = fl_query_int(q, 0) == 1;
    if (seen[0] + seen[1] == 0) {
      fl_text_heading(out, fl_word(FL_W_o_rooms), colour);
      write_heads(out);
    }
    if (!brand) count_behind(&simulated, fl_query_int(q, 9));
    if (seen[brand]++ < MOST_SHOWN) write_row(out, q);
  }
  fl_query_end(q);
  const int64_t more = (seen[0] > MOST_SHOWN ? seen[0] - MOST_SHOWN : 0) + (seen[1] > MOST_SHOWN ? seen[1] - MOST_SHOWN : 0);
  if (more > 0) {
    char line[160];
    snprintf(line, sizeof line, fl_word(FL_W_o_more), (long long)more);
    fl_text_wrap(out, line, 2);
  }
  if (seen[0] > 0) write_behind(out, &simulated);
  return FL_OK;
}

fl_status fl_summary_rooms_json(fl_json *json, fl_result *result) {
  fl_query *q = fl_result_query(result, rooms_sql, (const char *[]){NULL});
  if (!q) return FL_ENVIRONMENT;
  fl_json_open(json, "rooms", '[');
  while (fl_query_next(q)) {
    if (fl_query_int(q, 0) == 1) break;
    fl_json_open(json, NULL, '{');
    fl_json_text(json, "id", fl_query_text(q, 2));
    fl_json_text(json, "brand", fl_query_text(q, 3));
    fl_json_int(json, "orders", fl_query_int(q, 4));
    fl_json_int(json, "simulated_orders", fl_query_int(q, 9));
    fl_json_real(json, "gmv_yuan", fl_query_number(q, 5));
    fl_json_real(json, "private_gmv_share", fl_query_number(q, 6));
    fl_json_real(json, "return_share", fl_query_number(q, 7));
    fl_json_real(json, "followers_gained", fl_query_number(q, 8));
    fl_json_close(json, '}');
  }
  fl_query_end(q);
  fl_json_close(json, ']');
  return FL_OK;
}
