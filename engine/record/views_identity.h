// Pieces of SQL that several views are made of: the GMV identity and its checks. Included by views.c alone.
#ifndef FANLOOP_VIEWS_IDENTITY_H
#define FANLOOP_VIEWS_IDENTITY_H

// Whether a day belongs to the warm-up or to the window, where platform_day.phase is not at hand.
#define PHASE "iif(date < (SELECT from_date FROM run), 'warmup', 'window') AS phase"

// The GMV identity of cells named by `keys`, month by month and over the window. Distinct fans of a month are kept for the platform
// alone, so the unit is the day: visitor-days and buyer-days are sums over the days of distinct fans a day. `cells` selects date, keys,
// counts of the day and gap_split_fen from the cells' own log; `other` selects sums of periods from another log, by `same`.
#define IDENTITY_OF_DAYS(keys, cells, other, same)                                                                                 \
  "WITH cells AS (\n" cells "),\n"                                                                                                 \
  "periods AS (SELECT DISTINCT period, from_date, to_date FROM period),\n"                                                         \
  "sums AS (\n"                                                                                                                    \
  "  SELECT p.period, p.from_date, p.to_date, " keys ", sum(c.uv) AS visitor_days, sum(c.live_seconds) AS "                        \
  "live_seconds,\n"                                                                                                                \
  "         sum(c.buyers) AS buyer_days, sum(c.orders) AS orders, sum(c.gmv_fen) AS gmv_fen, sum(abs(c.gap_split_fen)) AS "        \
  "gap_split_fen\n"                                                                                                                \
  "  FROM periods AS p JOIN cells AS c ON c.date BETWEEN p.from_date AND p.to_date\n"                                              \
  "  GROUP BY p.period, p.from_date, " keys "),\n"                                                                                 \
  "own AS (\n"                                                                                                                     \
  "  SELECT " same ", sum(visitor_days) AS visitor_days, sum(live_seconds) AS live_seconds, sum(buyer_days) AS buyer_days,\n"      \
  "         sum(orders) AS orders, sum(gmv_fen) AS gmv_fen FROM sums GROUP BY " same "),\n"                                        \
  "other AS (\n" other "),\n"                                                                                                      \
  "compared AS (\n"                                                                                                                \
  "  SELECT " same ", w.live_seconds - coalesce(o.live_seconds, 0) AS gap_seconds, w.orders - coalesce(o.orders, 0) AS "           \
  "gap_orders,\n"                                                                                                                  \
  "         w.gmv_fen - coalesce(o.gmv_fen, 0) AS gap_gmv_fen,\n"                                                                  \
  "         w.visitor_days BETWEEN coalesce(o.visitors_least, 0) AND coalesce(o.visitors_most, 0)\n"                               \
  "           AND w.buyer_days BETWEEN coalesce(o.buyers_least, 0) AND coalesce(o.buyers_most, 0) AS distinct_fit\n"               \
  "  FROM own AS w LEFT JOIN other AS o USING (" same "))\n"                                                                       \
  "SELECT period, from_date, to_date, " keys ", visitor_days, live_seconds / 60.0 / nullif(visitor_days, 0) AS "                   \
  "minutes_per_visitor_day,\n"                                                                                                     \
  "       buyer_days * 60.0 / nullif(live_seconds, 0) AS buyer_days_per_minute, 1.0 * orders / nullif(buyer_days, 0) AS "          \
  "orders_per_buyer_day,\n"                                                                                                        \
  "       gmv_fen / 100.0 / nullif(orders, 0) AS gmv_yuan_per_order, live_seconds, buyer_days, orders, gmv_fen,\n"                 \
  "       gap_seconds, gap_orders, gap_gmv_fen, gap_split_fen,\n"                                                                  \
  "       distinct_fit AND gap_seconds = 0 AND gap_orders = 0 AND gap_gmv_fen = 0 AND gap_split_fen = 0\n"                         \
  "         AND buyer_days <= visitor_days AND (live_seconds > 0 OR buyer_days = 0) AND (buyer_days = 0) = (orders = 0)\n"         \
  "         AND (orders > 0 OR gmv_fen = 0) AS exact\n"                                                                            \
  "FROM sums JOIN compared USING (" same ")"

// One source of room_day, of the rooms of a brand, and of v_brand_day.
#define ROOM_SOURCE(s)                                                                                                             \
  "SELECT date, " PHASE ", room, tier, '" s "' AS source, uv_" s " AS uv, live_seconds_" s " AS live_seconds, buyers_" s           \
  " AS buyers,\n       orders_" s " AS orders, gmv_" s "_fen AS gmv_fen FROM room_day "
#define BRAND_SOURCE(s)                                                                                                            \
  "       sum(d.uv_" s ") - coalesce(o.uv_" s ", 0) AS uv_" s ", sum(d.live_seconds_" s ") AS live_seconds_" s ",\n"               \
  "       sum(d.buyers_" s ") - coalesce(o.buyers_" s ", 0) AS buyers_" s ", sum(d.orders_" s ") AS orders_" s ",\n"               \
  "       sum(d.gmv_" s "_fen) AS gmv_" s "_fen,\n"
#define SPLIT_SOURCE(s)                                                                                                            \
  "SELECT date, phase, brand, '" s "' AS source, uv_" s " AS uv, live_seconds_" s " AS live_seconds, buyers_" s " AS buyers,\n"    \
  "       orders_" s " AS orders, gmv_" s "_fen AS gmv_fen, gap_split_fen FROM split "

// Rooms of the day by source, with what their sources together miss of the split of their money.
#define ROOM_CELLS                                                                                                                 \
  "  SELECT s.*, r.brand, d.paid_fen + d.platform_fen + d.seller_fen - (" FL_SQL_ALL_SOURCES(                                      \
      "d.", "gmv", "_fen") ") AS gap_split_fen\n"                                                                                  \
                           "  FROM v_room_source_day AS s JOIN room_day AS d USING (date, room) JOIN room AS r USING (room)"

// What the platform's own log of the period says of a source: of its distinct fans each makes a visitor-day at least.
#define PERIOD_TOTALS                                                                                                              \
  "  SELECT period, from_date, source, live_seconds, orders, gmv_fen, uv AS visitors_least, buyers AS buyers_least,\n"             \
  "         9223372036854775807 AS visitors_most, 9223372036854775807 AS buyers_most FROM period"

// What the sources' log of the period says of all fans together. A fan counts once in each tier of relation by which it came, so that
// the tiers' distinct fans add up to those of the platform at least, and to its visits and orders at most.
#define SOURCE_TOTALS                                                                                                              \
  "  SELECT p.period, p.from_date, sum(s.live_seconds) AS live_seconds, sum(s.orders) AS orders, sum(s.gmv_fen) AS gmv_fen,\n"     \
  "         sum(d.uv) AS visitors_least, sum(d.visits) AS visitors_most, sum(d.buyers) AS buyers_least, sum(d.orders) AS "         \
  "buyers_most\n"                                                                                                                  \
  "  FROM periods AS p JOIN platform_day AS d ON d.date BETWEEN p.from_date AND p.to_date\n"                                       \
  "       JOIN (SELECT date, sum(live_seconds) AS live_seconds, sum(orders) AS orders, sum(gmv_fen) AS gmv_fen\n"                  \
  "             FROM source_day GROUP BY date) AS s USING (date)\n"                                                                \
  "  GROUP BY p.period, p.from_date"

#endif
