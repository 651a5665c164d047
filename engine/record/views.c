// The views: ready answers to the usual questions. Their SQL stands here and nowhere else; money in fen, shares 0..1, days as text.
// Sums of counts and of fen stay integers, so that checks are exact; only ratios are REAL.
#include "record/schema.h"
#include "record/views_identity.h"

const fl_view fl_views[] = {
    {"v_identity_day",
     "The GMV identity per day and source: GMV = UV x minutes per UV x buyers per minute x orders per buyer x GMV per order. "
     "Each factor is a fraction of two counts; the product is GMV to the fen exactly if the count below one line is the "
     "count above the next. The gap columns compare the counts of this log with those of the tiers' log and with the split "
     "of the money: exact = 1 when no factor breaks the chain. Covers the whole run",
     "WITH tiers AS (\n"
     "  SELECT date, source, sum(live_seconds) AS live_seconds, sum(orders) AS orders, sum(gmv_fen) AS gmv_fen,\n"
     "         max(uv) AS uv_least, sum(uv) AS uv_most, max(buyers) AS buyers_least, sum(buyers) AS buyers_most\n"
     "  FROM tier_day GROUP BY date, source),\n"
     "gaps AS (\n"
     "  SELECT s.*, s.live_seconds - coalesce(t.live_seconds, 0) AS gap_seconds, s.orders - coalesce(t.orders, 0) AS gap_orders,\n"
     "         s.gmv_fen - coalesce(t.gmv_fen, 0) AS gap_gmv_fen, s.gmv_fen - s.paid_fen - s.platform_fen - s.seller_fen AS "
     "gap_split_fen,\n"
     "         -- distinct fans do not add up over tiers: they lie between the largest tier and the sum\n"
     "         s.uv BETWEEN coalesce(t.uv_least, 0) AND coalesce(t.uv_most, 0)\n"
     "           AND s.buyers BETWEEN coalesce(t.buyers_least, 0) AND coalesce(t.buyers_most, 0) AS distinct_fit,\n"
     "         -- no factor divides by nothing\n"
     "         s.buyers <= s.uv AND (s.live_seconds > 0 OR s.buyers = 0) AND (s.buyers = 0) = (s.orders = 0)\n"
     "           AND (s.orders > 0 OR s.gmv_fen = 0) AS chained\n"
     "  FROM source_day AS s LEFT JOIN tiers AS t USING (date, source))\n"
     "SELECT date, " PHASE ", source, uv, live_seconds / 60.0 / nullif(uv, 0) AS minutes_per_uv,\n"
     "       buyers * 60.0 / nullif(live_seconds, 0) AS buyers_per_minute, 1.0 * orders / "
     "nullif(buyers, 0) AS orders_per_buyer,\n"
     "       gmv_fen / 100.0 / nullif(orders, 0) AS gmv_yuan_per_order, gmv_fen,\n"
     "       gap_seconds, gap_orders, gap_gmv_fen, gap_split_fen,\n"
     "       distinct_fit AND chained AND gap_seconds = 0 AND gap_orders = 0 AND gap_gmv_fen = 0 AND "
     "gap_split_fen = 0 AS exact\n"
     "FROM gaps"},
    {"v_identity_period",
     "The GMV identity over calendar months and the whole window, with distinct fans of the period; orders per buyer is the "
     "repurchase frequency. Checked as v_identity_day, against the sums of the days. Covers the months of the whole run, and the "
     "window",
     "WITH days AS (\n"
     "  SELECT p.period, p.from_date, p.source, sum(d.live_seconds) AS live_seconds, sum(d.orders) AS orders, sum(d.gmv_fen) AS "
     "gmv_fen,\n"
     "         max(d.uv) AS uv_least, sum(d.uv) AS uv_most, max(d.buyers) AS buyers_least, sum(d.buyers) AS buyers_most\n"
     "  FROM period AS p JOIN source_day AS d ON d.source = p.source AND d.date BETWEEN p.from_date AND p.to_date\n"
     "  GROUP BY p.period, p.from_date, p.source),\n"
     "gaps AS (\n"
     "  SELECT p.*, p.live_seconds - coalesce(d.live_seconds, 0) AS gap_seconds, p.orders - coalesce(d.orders, 0) AS gap_orders,\n"
     "         p.gmv_fen - coalesce(d.gmv_fen, 0) AS gap_gmv_fen, p.gmv_fen - p.paid_fen - p.platform_fen - p.seller_fen AS "
     "gap_split_fen,\n"
     "         p.uv BETWEEN coalesce(d.uv_least, 0) AND coalesce(d.uv_most, 0)\n"
     "           AND p.buyers BETWEEN coalesce(d.buyers_least, 0) AND coalesce(d.buyers_most, 0) AS distinct_fit,\n"
     "         p.buyers <= p.uv AND (p.live_seconds > 0 OR p.buyers = 0) AND (p.buyers = 0) = (p.orders = 0)\n"
     "           AND (p.orders > 0 OR p.gmv_fen = 0) AS chained\n"
     "  FROM period AS p LEFT JOIN days AS d USING (period, from_date, source))\n"
     "SELECT period, from_date, to_date, source, uv, live_seconds / 60.0 / nullif(uv, 0) AS minutes_per_uv,\n"
     "       buyers * 60.0 / nullif(live_seconds, 0) AS buyers_per_minute, 1.0 * orders / nullif(buyers, 0) AS orders_per_buyer,\n"
     "       gmv_fen / 100.0 / nullif(orders, 0) AS gmv_yuan_per_order, gmv_fen,\n"
     "       gap_seconds, gap_orders, gap_gmv_fen, gap_split_fen,\n"
     "       distinct_fit AND chained AND gap_seconds = 0 AND gap_orders = 0 AND gap_gmv_fen = 0 AND gap_split_fen = 0 AS exact\n"
     "FROM gaps"},
    {"v_identity_tier_period",
     "The GMV identity of room tiers over calendar months and the window, in visitor-days and buyer-days: sums over the days of "
     "distinct fans a day, since distinct fans of a month are kept for the platform alone. A room counts in the tier it has on the "
     "day. The product telescopes to GMV to the fen; the gap columns compare the tiers' log with that of the rooms, cell by cell: "
     "exact = 1 when all are 0, the fans are possible, and no factor divides by nothing. Covers the months of the whole run, and "
     "the window",
     IDENTITY_OF_DAYS(
         "tier, source",
         "  SELECT date, tier, source, uv, live_seconds, buyers, orders, gmv_fen, paid_fen + platform_fen + seller_fen - "
         "gmv_fen AS gap_split_fen\n"
         "  FROM tier_day",
         "  SELECT p.period, p.from_date, r.tier, r.source, sum(r.live_seconds) AS live_seconds, sum(r.orders) AS orders, "
         "sum(r.gmv_fen) AS gmv_fen,\n"
         "         max(r.uv) AS visitors_least, sum(r.uv) AS visitors_most, max(r.buyers) AS buyers_least, sum(r.buyers) AS "
         "buyers_most\n"
         "  FROM periods AS p JOIN v_room_source_day AS r ON r.date BETWEEN p.from_date AND p.to_date\n"
         "  GROUP BY p.period, p.from_date, r.tier, r.source",
         "period, from_date, tier, source")},
    {"v_identity_fan_tier_period",
     "The GMV identity of fan tiers over calendar months and the window, in visitor-days and buyer-days as in "
     "v_identity_tier_period. The tier is that of the relation before the visit, so that a fan counts on a day in every tier by "
     "which it came, and in those by which it bought. The gap columns compare the fan tiers together with the sources' log of the "
     "period, and a tier's GMV with the split of its money: exact = 1 when all are 0, the fans are possible, and no factor divides "
     "by nothing. Covers the months of the whole run, and the window",
     IDENTITY_OF_DAYS("fan_tier",
                      "  SELECT date, fan_tier, uv, live_seconds, buyers, orders, gmv_fen, paid_fen + platform_fen + seller_fen - "
                      "gmv_fen AS gap_split_fen\n"
                      "  FROM fan_tier_day",
                      SOURCE_TOTALS, "period, from_date")},
    {"v_identity_room_period",
     "The GMV identity of rooms over calendar months and the window, in visitor-days and buyer-days as in v_identity_tier_period. "
     "The gap columns compare all rooms of a source with the platform's log of the period, and a room's GMV with the split of its "
     "money: exact = 1 when all are 0, the fans are possible, and no factor divides by nothing. Covers the months of the whole "
     "run, and the window",
     IDENTITY_OF_DAYS("room, source", ROOM_CELLS, PERIOD_TOTALS, "period, from_date, source")},
    {"v_identity_brand_period",
     "The GMV identity of brands over calendar months and the window, in visitor-days and buyer-days as in v_identity_tier_period; "
     "a "
     "fan who visits two rooms of a brand on one day counts once. Checked as v_identity_room_period. Covers the months of the "
     "whole run, and the window",
     IDENTITY_OF_DAYS(
         "brand, source",
         "  SELECT date, brand, source, uv, live_seconds, buyers, orders, gmv_fen, gap_split_fen FROM v_brand_source_day",
         PERIOD_TOTALS, "period, from_date, source")},
    {"v_books",
     "Books of every day, in fen and orders: each gap column is 0 when the books balance. GMV = paid by fans + platform "
     "subsidy + seller vouchers; sources, tiers, rooms, categories and fan tiers each add up to the platform; the ledgers of "
     "policies, recalls and win-backs add up to the platform's and the sellers' part. Distinct fans of the fan tiers do not add "
     "up: gap_fan_tiers_uv and "
     "_buyers say by how many they miss what is possible, from the platform's fans to the tiers' visits and orders. Covers the "
     "whole run",
     "WITH sources AS (\n"
     "  SELECT date, sum(gmv_fen) AS gmv_fen, sum(orders) AS orders, sum(live_seconds) AS live_seconds,\n"
     "  sum(gmv_fen) AS rooms_gmv_fen, sum(orders) AS rooms_orders\n"
     "  FROM source_day GROUP BY date),\n"
     "tiers AS (SELECT date, sum(gmv_fen) AS gmv_fen, sum(orders) AS orders, sum(platform_fen) AS platform_fen FROM tier_day GROUP "
     "BY date),\n"
     "rooms AS (\n"
     "  SELECT date, sum(" FL_SQL_ALL_SOURCES("", "gmv", "_fen") ") AS gmv_fen, sum(" FL_SQL_ALL_SOURCES(
         "", "orders",
         "") ") AS orders,\n"
             "  sum(paid_fen + platform_fen + seller_fen) AS split_fen, sum(ads_fen) AS ads_fen\n"
             "  FROM room_day GROUP BY date),\n"
             "categories AS (SELECT date, sum(gmv_fen) AS gmv_fen, sum(orders) AS orders FROM category_day GROUP BY date),\n"
             "fan_tiers AS (\n"
             "  SELECT date, sum(gmv_fen) AS gmv_fen, sum(orders) AS orders, sum(live_seconds) AS live_seconds, sum(visits) AS "
             "visits,\n"
             "  sum(platform_fen) AS platform_fen, sum(seller_fen) AS seller_fen,\n"
             "  sum(abs(gmv_fen - paid_fen - platform_fen - seller_fen)) AS split_fen,\n"
             "  sum(uv) AS uv_most, max(uv) AS uv_least, sum(max(uv - visits, 0)) AS uv_over,\n"
             "  sum(buyers) AS buyers_most, max(buyers) AS buyers_least, sum(max(buyers - min(uv, orders), 0)) AS "
             "buyers_over\n"
             "  FROM fan_tier_day GROUP BY date),\n"
             // Vouchers of recalls and win-backs have ledgers of their own
             "policies AS (SELECT date, sum(platform_fen) AS platform_fen, sum(seller_fen) AS seller_fen FROM\n"
             "  (SELECT date, platform_fen, seller_fen FROM policy_day UNION ALL SELECT date, 0, redeemed_fen FROM recall_day\n"
             "   UNION ALL SELECT date, 0, redeemed_fen FROM winback_day) GROUP BY date),\n"
             "gaps AS (\n"
             "  SELECT p.date, p.phase, p.gmv_fen,\n"
             "  p.gmv_fen - p.paid_fen - p.platform_fen - p.seller_fen AS gap_split_fen,\n"
             "  p.gmv_fen - coalesce(s.gmv_fen, 0) AS gap_sources_fen, p.orders - coalesce(s.orders, 0) AS "
             "gap_sources_orders,\n"
             "  p.live_seconds - coalesce(s.live_seconds, 0) AS gap_sources_seconds,\n"
             "  p.gmv_fen - coalesce(t.gmv_fen, 0) AS gap_tiers_fen, p.orders - coalesce(t.orders, 0) AS gap_tiers_orders,\n"
             "  p.platform_fen - coalesce(t.platform_fen, 0) AS gap_tiers_subsidy_fen,\n"
             "  coalesce(s.rooms_gmv_fen, 0) - coalesce(r.gmv_fen, 0) AS gap_rooms_fen,\n"
             "  coalesce(s.rooms_orders, 0) - coalesce(r.orders, 0) AS gap_rooms_orders,\n"
             "  coalesce(r.gmv_fen - r.split_fen, 0) AS gap_rooms_split_fen,\n"
             "  p.gmv_fen - coalesce(c.gmv_fen, 0) AS gap_categories_fen, p.orders - coalesce(c.orders, 0) AS "
             "gap_categories_orders,\n"
             "  p.gmv_fen - coalesce(f.gmv_fen, 0) AS gap_fan_tiers_fen, p.orders - coalesce(f.orders, 0) AS "
             "gap_fan_tiers_orders,\n"
             "  p.live_seconds - coalesce(f.live_seconds, 0) AS gap_fan_tiers_seconds, p.visits - coalesce(f.visits, 0) AS "
             "gap_fan_tiers_visits,\n"
             "  p.platform_fen - coalesce(f.platform_fen, 0) AS gap_fan_tiers_subsidy_fen,\n"
             "  p.seller_fen - coalesce(f.seller_fen, 0) AS gap_fan_tiers_vouchers_fen, coalesce(f.split_fen, 0) AS "
             "gap_fan_tiers_split_fen,\n"
             "  max(p.uv - coalesce(f.uv_most, 0), coalesce(f.uv_least, 0) - p.uv, 0) + coalesce(f.uv_over, 0) AS "
             "gap_fan_tiers_uv,\n"
             "  max(p.buyers - coalesce(f.buyers_most, 0), coalesce(f.buyers_least, 0) - p.buyers, 0) + "
             "coalesce(f.buyers_over, 0)\n"
             "           AS gap_fan_tiers_buyers,\n"
             "  p.platform_fen - coalesce(l.platform_fen, 0) AS gap_policies_fen, p.seller_fen - coalesce(l.seller_fen, 0) "
             "AS "
             "gap_vouchers_fen,\n"
             "  p.ads_fen - coalesce(r.ads_fen, 0) AS gap_ads_fen\n"
             "  FROM platform_day AS p LEFT JOIN sources AS s USING (date) LEFT JOIN tiers AS t USING (date) LEFT JOIN rooms AS r "
             "USING "
             "(date)\n"
             "       LEFT JOIN categories AS c USING (date) LEFT JOIN fan_tiers AS f USING (date) LEFT JOIN policies AS l USING "
             "(date))\n"
             "SELECT *, NOT (gap_split_fen OR gap_sources_fen OR gap_sources_orders OR gap_sources_seconds OR gap_tiers_fen OR\n"
             "  gap_tiers_orders OR gap_tiers_subsidy_fen OR gap_rooms_fen OR gap_rooms_orders OR gap_rooms_split_fen "
             "OR\n"
             "  gap_categories_fen OR gap_categories_orders OR gap_fan_tiers_fen OR gap_fan_tiers_orders OR\n"
             "  gap_fan_tiers_seconds OR gap_fan_tiers_visits OR gap_fan_tiers_subsidy_fen OR\n"
             "  gap_fan_tiers_vouchers_fen OR gap_fan_tiers_split_fen OR gap_fan_tiers_uv OR gap_fan_tiers_buyers OR\n"
             "  gap_policies_fen OR gap_vouchers_fen OR gap_ads_fen) AS balanced\n"
             "FROM gaps"},
    {"v_room_source_day", "Rooms by source, day by day: one row for each source that had visits or orders. Covers the whole run",
     ROOM_SOURCE("private") "WHERE true\nUNION ALL\n" ROOM_SOURCE("public") "WHERE true\nUNION ALL\n" ROOM_SOURCE(
         "paid") "WHERE uv_paid + orders_paid > 0\nUNION ALL\n" ROOM_SOURCE("shelf") "WHERE uv_shelf + orders_shelf > 0"},
    {"v_brand_day",
     "Brands, day by day: the sum of their rooms, less the fans counted twice (brand_overlap_day). Covers the whole run",
     "SELECT date, " PHASE ", r.brand, count(*) AS rooms_seen,\n" BRAND_SOURCE("private") BRAND_SOURCE("public")
         BRAND_SOURCE("paid") BRAND_SOURCE(
             "shelf") "       sum(d.paid_fen) AS paid_fen, sum(d.platform_fen) AS platform_fen, sum(d.seller_fen) AS seller_fen,\n"
                      "       sum(d.refund_fen) AS refund_fen, sum(d.ads_fen) AS ads_fen\n"
                      "FROM room_day AS d JOIN room AS r USING (room) LEFT JOIN brand_overlap_day AS o USING (date, brand)\n"
                      "GROUP BY d.date, r.brand"},
    {"v_brand_source_day",
     "Brands by source, day by day: one row for each source that had visits or orders; the split gap is that of all. Covers the "
     "whole run",
     "WITH split AS (SELECT *, paid_fen + platform_fen + seller_fen - (" FL_SQL_ALL_SOURCES(
         "", "gmv",
         "_fen") ") AS gap_split_fen\n"
                 "               FROM v_brand_day)\n" SPLIT_SOURCE("private") "WHERE true\nUNION ALL\n" SPLIT_SOURCE(
                     "public") "WHERE true\nUNION ALL\n" SPLIT_SOURCE("paid") "WHERE uv_paid + orders_paid > 0\nUNION "
                                                                              "ALL\n" SPLIT_SOURCE("shelf") "WHERE uv_shelf + "
                                                                                                            "orders_shelf > 0"},
    {"v_room_total",
     "Rooms, largest first. weight: real rooms that the simulated one stands for, whose sums these are; own = 1: a "
     "room of the scenario's own. followers_gained: displayed followers (active and dormant) on the last evening of the window "
     "less "
     "those of the evening before it, = follows - unfollows - dormant_lost; dormant followers who come back and followers who fall "
     "dormant move nothing. NULL while the run is not done. Covers the window",
     "SELECT r.room, r.id, r.weight, r.own, b.id AS brand, b.kind, "
     "r.category, r.tier AS tier_at_start, count(*) AS days_seen,\n"
     "       sum(" FL_SQL_ALL_SOURCES("d.", "orders", "") ") AS orders, sum(" FL_SQL_ALL_SOURCES(
         "d.", "gmv",
         "_fen") ") AS gmv_fen,\n"
                 "       1.0 * sum(d.gmv_private_fen) / nullif(sum(" FL_SQL_ALL_SOURCES(
                     "d.", "gmv",
                     "_fen") "), 0) AS private_gmv_share,\n"
                             "       sum(d.platform_fen) AS platform_fen, sum(d.seller_fen) AS seller_fen, sum(d.refund_fen) AS "
                             "refund_fen,\n"
                             "       1.0 * sum(d.returns) / nullif(sum(d.delivered), 0) AS return_share,\n"
                             "       f.followers_after - f.followers_before AS followers_gained, sum(d.follows) AS follows, "
                             "sum(d.unfollows) AS "
                             "unfollows,\n"
                             "       sum(d.follows) - sum(d.unfollows) - (f.followers_after - f.followers_before) AS dormant_lost\n"
                             "FROM room_day AS d JOIN run ON d.date BETWEEN run.from_date AND run.to_date JOIN room AS r USING "
                             "(room) JOIN brand AS b "
                             "USING (brand)\n"
                             "     LEFT JOIN room_window AS f USING (room)\n"
                             "GROUP BY r.room ORDER BY gmv_fen DESC, r.room"},
    {"v_private_share",
     "Private share of GMV, orders and seconds: of the day, and of the last 28 days (sum over sum; NULL until 28 days are "
     "there). Covers the whole run",
     "WITH days AS (\n"
     "  SELECT date, sum(gmv_fen) AS gmv, sum(orders) AS orders, sum(live_seconds) AS seconds,\n"
     "         sum(gmv_fen) FILTER (WHERE source = 'private') AS private_gmv, sum(orders) FILTER (WHERE source = 'private') AS "
     "private_orders,\n"
     "         sum(live_seconds) FILTER (WHERE source = 'private') AS private_seconds\n"
     "  FROM source_day GROUP BY date)\n"
     "SELECT date, " PHASE
     ", 1.0 * private_gmv / nullif(gmv, 0) AS gmv_share, 1.0 * private_orders / nullif(orders, 0) AS orders_share,\n"
     "       1.0 * private_seconds / nullif(seconds, 0) AS seconds_share,\n"
     "       CASE WHEN count(*) OVER month = 28 THEN 1.0 * sum(private_gmv) OVER month / nullif(sum(gmv) OVER month, 0) END AS "
     "gmv_share_28d,\n"
     "       CASE WHEN count(*) OVER month = 28 THEN 1.0 * sum(private_orders) OVER month / nullif(sum(orders) OVER month, 0) END "
     "AS orders_share_28d,\n"
     "       CASE WHEN count(*) OVER month = 28 THEN 1.0 * sum(private_seconds) OVER month / nullif(sum(seconds) OVER month, 0) "
     "END AS seconds_share_28d\n"
     "FROM days WINDOW month AS (ORDER BY date ROWS 27 PRECEDING)"},
    {"v_repurchase",
     "Repurchase rates on buying days, each with its definition, level and window. whole = 1: made of whole calendar months; "
     "rates of parts of months do not compare. R1 bought on 2+ days in the window; R2 on 2+ days within the month; R3 bought "
     "again in the next month; R4 had bought before. Covers the months of the whole run, and for R1 the window; phase = 'both': "
     "part of it is warm-up",
     "WITH rows AS (\n"
     "  SELECT *, period = 'window' OR (from_date = date(from_date, 'start of month')\n"
     "              AND to_date = date(from_date, 'start of month', '+1 month', '-1 day')) AS whole\n"
     "  FROM repurchase),\n"
     "rates AS (\n"
     "SELECT 'R1' AS rate, 'of the buyers of the window, bought on 2+ days in it' AS meaning, 'platform' AS level, from_date, "
     "to_date, whole,\n"
     "       repeat_buyers AS fans, buyers AS of_fans, 1.0 * repeat_buyers / nullif(buyers, 0) AS share\n"
     "FROM rows WHERE period = 'window'\n"
     "UNION ALL\n"
     "SELECT 'R2', 'of the buyers of the month, bought on 2+ days in it', 'platform', from_date, to_date, whole,\n"
     "       repeat_buyers, buyers, 1.0 * repeat_buyers / nullif(buyers, 0)\n"
     "FROM rows WHERE period = 'month'\n"
     "UNION ALL\n"
     "SELECT 'R3', 'of the buyers of the month, bought again in the next month', 'platform', m.from_date, m.to_date, m.whole AND "
     "n.whole,\n"
     "       n.kept_buyers, m.buyers, 1.0 * n.kept_buyers / nullif(m.buyers, 0)\n"
     "FROM rows AS m JOIN rows AS n ON n.period = 'month' AND n.from_date = date(m.to_date, '+1 day') WHERE m.period = 'month'\n"
     "UNION ALL\n"
     "SELECT 'R4', 'of the buyers of the month, had bought before', 'platform', from_date, to_date, whole,\n"
     "       former_buyers, buyers, 1.0 * former_buyers / nullif(buyers, 0)\n"
     "FROM rows WHERE period = 'month')\n"
     "SELECT rate, meaning, level, r.from_date, r.to_date,\n"
     "       CASE WHEN r.to_date < run.from_date THEN 'warmup' WHEN r.from_date < run.from_date THEN 'both' ELSE 'window' END AS "
     "phase,\n"
     "       whole, r.fans, of_fans, share\n"
     "FROM rates AS r JOIN run"},
    {"v_nps",
     "Net promoter score of deliveries, platform level: share of 9-10 less share of 0-6, of the day and of the last 28 days. "
     "Covers the whole run",
     "SELECT date, phase, delivered, promoters, detractors, 1.0 * (promoters - detractors) / nullif(delivered, 0) AS nps,\n"
     "       CASE WHEN count(*) OVER month = 28 THEN 1.0 * sum(promoters - detractors) OVER month / nullif(sum(delivered) OVER "
     "month, 0) END AS nps_28d\n"
     "FROM platform_day WINDOW month AS (ORDER BY date ROWS 27 PRECEDING)"},
    {"v_returns",
     "Returns by reason, day by day, as shares of the deliveries of the day. quality = not as described or counterfeit. Covers the "
     "whole run",
     "SELECT date, phase, delivered, returns_fit + returns_described + returns_fake + returns_late AS returns,\n"
     "       1.0 * (returns_fit + returns_described + returns_fake + returns_late) / nullif(delivered, 0) AS return_share,\n"
     "       1.0 * returns_fit / nullif(delivered, 0) AS fit_share, 1.0 * returns_described / nullif(delivered, 0) AS "
     "described_share,\n"
     "       1.0 * returns_fake / nullif(delivered, 0) AS fake_share, 1.0 * returns_late / nullif(delivered, 0) AS late_share,\n"
     "       1.0 * (returns_described + returns_fake) / nullif(delivered, 0) AS quality_share, refund_fen\n"
     "FROM platform_day"},
    {"v_score_gap",
     "Diagnosis of the three scores: what costs a room most points, how far that is of all it lacks to the best quarter of its "
     "peers in that score, and what would raise it. Points of 100. Covers the whole run",
     "WITH gaps AS (\n"
     "  SELECT g.*, r.id AS room_id, 1.0 * points / nullif(sum(points) OVER (PARTITION BY date, room, score), 0) AS gap_share,\n"
     "         row_number() OVER (PARTITION BY date, room ORDER BY points DESC, part) AS place\n"
     "  FROM score_gap AS g JOIN room AS r USING (room))\n"
     "SELECT date, " PHASE ", room, room_id, score, part, place, 100 * points AS points, gap_share, level, peers, best,\n"
     "       bad_orders, observed, fewer_orders, offer,\n"
     "       CASE WHEN points = 0 THEN printf('%s: as good as the best quarter of the peers', part)\n"
     "            WHEN part = 'goods_price' THEN printf('%s: prices %+.1f %% of the platform''s level, the best quarter of the "
     "peers %+.1f %%; %.1f %% lower would add %.1f points', part, 100 * (level - 1), 100 * (best - 1), 100 * (1 - best / level), "
     "100 * points)\n"
     "            WHEN part = 'host_content' THEN printf('%s: strangers stay %.2f minutes, with the best quarter of the peers "
     "%.2f; that would add %.1f points', part, level, best, 100 * points)\n"
     "            ELSE printf('%s: %d of %d orders%s, reckoned as %.1f %%, the best quarter of the peers "
     "%.1f %%; %s would add %.1f points', part, bad_orders, observed, CASE WHEN offer >= 0 THEN printf(', most of them offer %d', "
     "offer) ELSE '' END, 100 * level, 100 * best, CASE WHEN fewer_orders < bad_orders THEN printf('%d bad ones fewer', "
     "fewer_orders) ELSE 'more good ones' END, 100 * points) END AS diagnosis\n"
     "FROM gaps"},
    {"v_category", "Categories. Covers the window",
     "SELECT c.category, sum(c.orders) AS orders, sum(c.gmv_fen) AS gmv_fen, sum(c.gmv_fen) / 100.0 / nullif(sum(c.orders), 0) AS "
     "gmv_yuan_per_order,\n"
     "       1.0 * sum(c.gmv_fen) / nullif(sum(sum(c.gmv_fen)) OVER (), 0) AS gmv_share,\n"
     "       1.0 * sum(c.returns) / nullif(sum(c.delivered), 0) AS return_share\n"
     "FROM category_day AS c JOIN run ON c.date BETWEEN run.from_date AND run.to_date\n"
     "GROUP BY c.category"},
    {"v_tier_share", "Room tiers: share of GMV, mean number of real rooms, private share within the tier. Covers the window",
     "WITH days AS (\n"
     "  SELECT t.date, t.tier, max(t.rooms) AS rooms, sum(t.gmv_fen) AS gmv_fen, sum(t.orders) AS orders,\n"
     "         sum(t.gmv_fen) FILTER (WHERE t.source = 'private') AS private_gmv_fen\n"
     "  FROM tier_day AS t JOIN run ON t.date BETWEEN run.from_date AND run.to_date GROUP BY t.date, t.tier)\n"
     "SELECT tier, avg(rooms) AS rooms, sum(orders) AS orders, sum(gmv_fen) AS gmv_fen,\n"
     "       1.0 * sum(gmv_fen) / nullif(sum(sum(gmv_fen)) OVER (), 0) AS gmv_share,\n"
     "       1.0 * sum(private_gmv_fen) / nullif(sum(gmv_fen), 0) AS private_gmv_share\n"
     "FROM days GROUP BY tier"},
    {"v_subsidy",
     "Subsidies and festivals: money in, orders it went to. gross_gmv_per_yuan is the GMV of the orders a policy paid for, per "
     "yuan of the platform: most of these orders may have come without it, so it is no return on investment; that takes a "
     "paired run without the policy. days_exhausted counts the days on which the day's money ran out, from first_exhausted_date "
     "on, not those after budget_gone_date, on which the whole budget was gone. Covers the whole run",
     "WITH gone AS (SELECT policy, min(date) AS gone_date FROM event WHERE what = 'budget_gone' GROUP BY policy),\n"
     "ledger AS (SELECT *, lag(left_fen) OVER (PARTITION BY policy ORDER BY date) AS before_fen FROM policy_day),\n"
     "days AS (\n"
     "  SELECT policy, sum(platform_fen) AS platform_fen, sum(seller_fen) AS seller_fen, sum(orders) AS orders, sum(gmv_fen) AS "
     "gmv_fen,\n"
     "         sum(refused) AS refused, sum(packets_granted) AS packets_granted, sum(packets_used) AS packets_used,\n"
     "         max(date) AS last_date,\n"
     "         min(date) FILTER (WHERE exhausted_minute >= 0) AS first_exhausted_date,\n"
     "         sum(exhausted_minute >= 0 AND (gone_date IS NULL OR date <= gone_date OR left_fen + platform_fen > before_fen)) AS "
     "days_exhausted\n"
     "  FROM ledger LEFT JOIN gone USING (policy) GROUP BY policy)\n"
     "SELECT p.policy, p.id, p.kind, p.from_date, p.to_date, nullif(p.budget_fen, -1) AS budget_fen,\n"
     "       coalesce(d.platform_fen, 0) AS platform_fen, coalesce(d.seller_fen, 0) AS seller_fen,\n"
     "       CASE WHEN p.budget_fen >= 0 THEN p.budget_fen - coalesce(d.platform_fen, 0) END AS left_fen,\n"
     "       CASE WHEN p.budget_fen >= 0 THEN coalesce(l.left_fen, p.budget_fen) - (p.budget_fen - coalesce(d.platform_fen, 0)) "
     "END AS gap_ledger_fen,\n"
     "       CASE WHEN p.budget_fen >= 0 THEN max(coalesce(d.platform_fen, 0) - p.budget_fen, 0) END AS overspent_fen,\n"
     "       coalesce(d.orders, 0) AS orders, coalesce(d.gmv_fen, 0) AS gmv_fen, coalesce(d.refused, 0) AS refused,\n"
     "       1.0 * d.gmv_fen / nullif(d.platform_fen, 0) AS gross_gmv_per_yuan, coalesce(d.days_exhausted, 0) AS days_exhausted,\n"
     "       d.first_exhausted_date, (SELECT gone_date FROM gone WHERE gone.policy = p.policy) AS budget_gone_date,\n"
     "       coalesce(d.packets_granted, 0) AS packets_granted, coalesce(d.packets_used, 0) AS packets_used\n"
     "FROM policy AS p LEFT JOIN days AS d USING (policy) LEFT JOIN policy_day AS l ON l.policy = p.policy AND l.date = "
     "d.last_date\n"
     "WHERE p.kind IN ('festival', 'subsidy') OR d.platform_fen > 0 OR d.seller_fen > 0"},
    {"v_sell_out",
     "Sold-out offers. minutes_to_sell_out counts from the opening: of flash offers as the festival says, of others from the "
     "usual start of the room's session (NULL when that lies after the sell-out). weight: real rooms that sold out; all that the "
     "simulated one stands for, or, of a flash offer, those that ran it. Covers the whole run",
     "WITH sold AS (\n"
     "  SELECT e.date, e.minute, e.policy, e.room, e.offer, e.value AS pieces,\n"
     "         CASE WHEN e.policy IS NULL THEN r.start_minute\n"
     "              ELSE (SELECT f.number FROM policy_field AS f WHERE f.policy = e.policy AND f.name = 'flash_minute') END AS "
     "open_minute,\n"
     "         -- the stock of a flash offer is so much for every real room that runs it\n"
     "         CASE WHEN e.policy IS NULL THEN r.weight ELSE max(1, coalesce(min(r.weight, CAST(round(e.value / (SELECT f.number "
     "FROM "
     "policy_field AS f\n"
     "              WHERE f.policy = e.policy AND f.name = 'flash_stock')) AS INTEGER)), r.weight)) END AS weight\n"
     "  FROM event AS e LEFT JOIN room AS r USING (room) WHERE e.what = 'sold_out')\n"
     "SELECT s.date, " PHASE
     ", printf('%02d:%02d', s.minute / 60, s.minute % 60) AS time, s.room, r.id AS room_id, s.weight, b.id AS "
     "brand_id, "
     "s.offer,\n"
     "       p.id AS policy_id, s.pieces, CASE WHEN s.minute >= s.open_minute THEN s.minute - s.open_minute END AS "
     "minutes_to_sell_out\n"
     "FROM sold AS s LEFT JOIN room AS r USING (room) LEFT JOIN brand AS b USING (brand) LEFT JOIN policy AS p ON p.policy = "
     "s.policy"},
    {"v_cohort",
     "Cohort triangle: buyers by month of their first order and by age of the cohort in months. The first cohort holds all "
     "who had bought before the run: its cohort_date is the day before the run, and its shares are of those who bought in "
     "its first month observed. Covers the whole run",
     "WITH first AS (SELECT cohort_date, min(month_date) AS month_date FROM cohort GROUP BY cohort_date)\n"
     "SELECT c.cohort_date, c.month_date,\n"
     "       12 * (strftime('%Y', c.month_date) - strftime('%Y', c.cohort_date)) + strftime('%m', c.month_date) - strftime('%m', "
     "c.cohort_date) AS age_months,\n"
     "       c.buyers, c.orders, c.gmv_fen, 1.0 * c.buyers / nullif(f.buyers, 0) AS buyers_share, 1.0 * c.orders / "
     "nullif(c.buyers, 0) AS orders_per_buyer,\n"
     "       c.gmv_fen / 100.0 / nullif(c.buyers, 0) AS gmv_yuan_per_buyer\n"
     "FROM cohort AS c JOIN first USING (cohort_date) JOIN cohort AS f ON f.cohort_date = c.cohort_date AND f.month_date = "
     "first.month_date"},
    {"v_festival",
     "Each festival before (the 28 days ahead of its heat phase), in its heat phase, in its sale, in its peak, and after (28 "
     "days): means per day, of days within the run. Covers the whole run",
     "WITH dates AS (\n"
     "  SELECT p.policy, p.id, p.from_date, p.to_date,\n"
     "         date(p.from_date, '-' || (SELECT CAST(f.number AS INTEGER) FROM policy_field AS f WHERE f.policy = p.policy AND "
     "f.name = "
     "'heat_days') || ' days') AS heat_from,\n"
     "         (SELECT value FROM policy_field AS f WHERE f.policy = p.policy AND f.name = 'peak_from') AS peak_from,\n"
     "         (SELECT value FROM policy_field AS f WHERE f.policy = p.policy AND f.name = 'peak_to') AS peak_to\n"
     "  FROM policy AS p WHERE p.kind = 'festival'),\n"
     "days AS (\n"
     "  SELECT f.policy, f.id, d.*,\n"
     "         CASE WHEN d.date < f.heat_from THEN 0 WHEN d.date < f.from_date THEN 1 WHEN d.date > f.to_date THEN 4 WHEN d.date "
     "BETWEEN f.peak_from AND f.peak_to "
     "THEN 3 ELSE 2 END AS step\n"
     "  FROM dates AS f JOIN platform_day AS d ON d.date BETWEEN date(f.heat_from, '-28 days') AND date(f.to_date, '+28 days'))\n"
     "SELECT policy, id, CASE step WHEN 0 THEN 'before' WHEN 1 THEN 'heat' WHEN 2 THEN 'sale' WHEN 3 THEN 'peak' ELSE 'after' END "
     "AS part,\n"
     "       min(days.date) AS from_date, max(days.date) AS to_date, count(*) AS days, avg(active_fans) AS active_fans_per_day,\n"
     "       avg(orders) AS orders_per_day, avg(gmv_fen) / 100 AS gmv_yuan_per_day, avg(platform_fen) / 100 AS "
     "subsidy_yuan_per_day,\n"
     "       sum(gmv_fen) / 100.0 / nullif(sum(orders), 0) AS gmv_yuan_per_order\n"
     "FROM days GROUP BY policy, step ORDER BY policy, step"},
#include "record/views_rooms.def"
#include "record/views_sellers.def"
    {"v_trust_band",
     "Visits and orders by trust of the relation they came from (band 0: no relation; 1..20: trust in steps of .05). Covers the "
     "window",
     "SELECT t.band, sum(t.visits) AS visits, sum(t.orders) AS orders, 1.0 * sum(t.orders) / nullif(sum(t.visits), 0) AS "
     "orders_per_visit,\n"
     "       1.0 * sum(t.orders) / nullif(sum(sum(t.orders)) OVER (), 0) AS orders_share\n"
     "FROM trust_day AS t JOIN run ON t.date BETWEEN run.from_date AND run.to_date\n"
     "GROUP BY t.band"},
    {"v_kpi",
     "Headline figures, one per row. kind = 'input': echoes a parameter, so that meeting a target with it "
     "proves nothing; 'set': moves almost with a parameter alone (order_value with category.*.price, buyers_per_mau with "
     "fan.shopper_share), so that meeting a target with it proves little. MAU figures are means over the whole calendar months of "
     "the window; NULL when it has none. Covers the window",
     "WITH win AS (\n"
     "  SELECT count(*) AS days, sum(active_fans) AS dau, sum(content_seconds) AS content_seconds, sum(visits) AS visits,\n"
     "         sum(uv) AS uv, sum(live_seconds) AS live_seconds, sum(orders) AS orders, sum(gmv_fen) AS gmv, sum(platform_fen) AS "
     "platform,\n"
     "         sum(impulse_orders) AS impulse, sum(delivered) AS delivered, sum(promoters) AS promoters, sum(detractors) AS "
     "detractors,\n"
     "         sum(returns_fit + returns_described + returns_fake + returns_late) AS returns, sum(needs_arrived) AS arrived, "
     "sum(needs_leaked) AS leaked\n"
     "  FROM platform_day JOIN run ON date BETWEEN run.from_date AND run.to_date),\n"
     "months AS (\n"
     "  SELECT m.from_date, m.active_fans AS mau, m.buyers, m.buying_days, m.orders,\n"
     "         (SELECT avg(d.active_fans) FROM platform_day AS d WHERE d.date BETWEEN m.from_date AND m.to_date) AS dau\n"
     "  FROM repurchase AS m JOIN run ON m.from_date >= run.from_date AND m.to_date <= run.to_date\n"
     "  WHERE m.period = 'month' AND m.from_date = date(m.from_date, 'start of month')\n"
     "    AND m.to_date = date(m.from_date, 'start of month', '+1 month', '-1 day')),\n"
     "month AS (\n"
     "  SELECT avg(1.0 * buyers / nullif(mau, 0)) AS buyers_per_mau, avg(dau / nullif(mau, 0)) AS dau_per_mau,\n"
     "         avg(1.0 * orders / nullif(buying_days, 0)) AS orders_per_buying_day, avg(1.0 * buying_days / nullif(buyers, 0)) AS "
     "buying_days_per_buyer\n"
     "  FROM months),\n"
     "priv AS (\n"
     "  SELECT 1.0 * sum(gmv_fen) FILTER (WHERE source = 'private') / nullif(sum(gmv_fen), 0) AS gmv,\n"
     "         1.0 * sum(orders) FILTER (WHERE source = 'private') / nullif(sum(orders), 0) AS orders\n"
     "  FROM source_day JOIN run ON date BETWEEN run.from_date AND run.to_date),\n"
     "kpis (kpi, value, unit, kind, meaning) AS (\n"
     "  SELECT 'gmv', gmv / 100.0, 'yuan', 'result', 'GMV before returns' FROM win\n"
     "  UNION ALL SELECT 'gmv_per_dau_day', gmv / 100.0 / nullif(dau, 0), 'yuan', 'result', 'GMV per active fan and day' FROM win\n"
     "  UNION ALL SELECT 'orders_per_dau_day', 1.0 * orders / nullif(dau, 0), 'orders', 'result', 'orders per active fan and day' "
     "FROM win\n"
     "  UNION ALL SELECT 'order_value', gmv / 100.0 / nullif(orders, 0), 'yuan', 'set', 'mean order value (AOV)' FROM win\n"
     "  UNION ALL SELECT 'buyers_per_mau', buyers_per_mau, 'share', 'set', 'monthly buyers over MAU' FROM month\n"
     "  UNION ALL SELECT 'orders_per_buying_day', orders_per_buying_day, 'orders', 'result', 'orders per buyer and buying day, "
     "monthly' FROM month\n"
     "  UNION ALL SELECT 'buying_days_per_buyer', buying_days_per_buyer, 'days', 'result', 'buying days of a monthly buyer' FROM "
     "month\n"
     "  UNION ALL SELECT 'dau_per_mau', dau_per_mau, 'share', 'input', 'DAU over MAU' FROM month\n"
     "  UNION ALL SELECT 'minutes_per_dau_day', content_seconds / 60.0 / nullif(dau, 0), 'minutes', 'input', 'content minutes per "
     "active fan and day' FROM win\n"
     "  UNION ALL SELECT 'visits_per_dau_day', 1.0 * visits / nullif(dau, 0), 'visits', 'result', 'room visits per active fan and "
     "day' FROM win\n"
     "  UNION ALL SELECT 'seconds_per_visit', 1.0 * live_seconds / nullif(visits, 0), 'seconds', 'result', 'mean length of a room "
     "visit' FROM win\n"
     "  UNION ALL SELECT 'private_gmv_share', gmv, 'share', 'result', 'private share of GMV' FROM priv\n"
     "  UNION ALL SELECT 'private_orders_share', orders, 'share', 'result', 'private share of orders' FROM priv\n"
     "  UNION ALL SELECT 'impulse_share', 1.0 * impulse / nullif(orders, 0), 'share', 'result', 'orders without a due need' FROM "
     "win\n"
     "  UNION ALL SELECT 'leaked_share', 1.0 * leaked / nullif(arrived, 0), 'share', 'result', 'needs met outside the platform' "
     "FROM win\n"
     "  UNION ALL SELECT 'subsidy_share', 1.0 * platform / nullif(gmv, 0), 'share', 'result', 'part of GMV that the platform pays' "
     "FROM win\n"
     "  UNION ALL SELECT 'return_share', 1.0 * returns / nullif(delivered, 0), 'share', 'result', 'returns over deliveries' FROM "
     "win\n"
     "  UNION ALL SELECT 'nps', 1.0 * (promoters - detractors) / nullif(delivered, 0), 'share', 'result', 'net promoter score of "
     "deliveries' FROM win)\n"
     "SELECT kpis.*, run.from_date, run.to_date FROM kpis JOIN run"},
};
const size_t fl_view_count = sizeof fl_views / sizeof fl_views[0];
