-- What is it
--   The world of 2022 with one of twenty parameters half as large again at a time: people, needs, trust, attention, goods, prices, traffic.
-- Question
--   Which parameters matter most for the repurchase rate?
-- Scope and limitations
--   Repurchase at the level of the platform on buying days: R2, of a month's buyers those who buy on a second day of it; R3, of a month's
--   buyers those who buy again in the next; and, of all orders, those by fans who had bought in the room before (returning_in_room).
--   One parameter at a time, up by half, from the first day of the warm-up on: no interactions, no curvature (the sweep has both), and a half
--   of one is not as likely as a half of another. What the list leaves out is not told to be small. `compare` has the variants in the order
--   of names; the query below ranks them.
-- Knobs
--   The table `moved` of this file: any number of the catalogue (fanloop params) can stand in it.
-- Things to notice
--   Eight run numbers, three months, points of change with 95 % intervals. On the platform hardly anything moves repurchase: R2 is 83 %,
--   and only needs (+1.5, 1.0 to 2.1), a wider spread of activity (-1.0, -1.7 to -.4), minutes of content (+.8), slower forgetting (+.6, .0
--   to 1.2) and buying per minute (+.6) can be told from none; R3 is 86 %, moved by a wider spread of activity (-.9) and churn (-.9) alone.
--   Who buys a lot buys again whatever it is sold: these rates tell unequal people, not loyalty. In the room it is otherwise: 49.3 % of
--   orders are by fans who had bought there, and what moves that is, in order, notification (+8.1, 7.7 to 8.5), what fans expect (-7.8,
--   -8.6 to -7.0), minutes of content (-3.6: more of it is public), price sensitivity (-3.4), trust by goods (+3.4), public visits (-3.2),
--   quality noise (-2.8), trust by time (+2.3) and slower forgetting (+1.8); the others less than a point.
--   The screening over half to one and a half of each (fanloop sweep; results/repurchase/README.md) has the same order, with slower forgetting (.075)
--   beside trust by goods (.075); eight of twenty cannot be told from chance.
-- Things to try
--   fanloop compare scenarios/repurchase_drivers.lua --runs 8, then in its file: SELECT variant, difference, low, high FROM v_effect WHERE kpi =
--   'returning_in_room' ORDER BY abs(difference) DESC. Half as large: set `up` to 0.5. Another world: kuaishou-2020.
-- Sources
--   Definitions of R1 to R4: docs/scorecard.md. Usual values and what they rest on: docs/parameters.md.
local fl = require "fanloop"
local measures = require "fanloop.measures"
local world = require "fanloop.worlds.kuaishou-2022"

local up = 1.5
-- Name of the variant, parameter, and the usual value where the world says none.
local moved = {
  { "needs", "fan.need_per_day" }, { "need_evenness", "fan.need_shape", 0.12 }, { "shoppers", "fan.shopper_share" },
  { "activity_spread", "fan.activity_sd", 1.6 }, { "need_patience", "fan.need_patience", 200 }, { "budget", "fan.budget", 5000 },
  { "content_minutes", "fan.minutes", 128.1 }, { "public_visits", "choice.public_visits", 1.45 },
  { "buy_per_minute", "choice.buy_per_minute", 0.19 }, { "price_sensitivity", "choice.price_sensitivity", 3 },
  { "trust_by_time", "trust.gain_per_hour", 0.7 }, { "trust_by_goods", "trust.gain_good", 0.16 },
  { "trust_loss", "trust.loss_bad", 0.35 }, { "slower_forgetting", "trust.memory", 130 },
  { "notification", "follow.notification_reach", 0.62 }, { "delivery_days", "outcome.delivery_days", 3 },
  { "quality_noise", "outcome.quality_noise", 0.2 }, { "expectation", "outcome.expectation_base", 0.4 },
  { "exploration", "allocation.explore", 0.06 }, { "churn", "fan.churn_per_year", 0.2 },
}

local variants, factors = {}, {}
for _, row in ipairs(moved) do
  local name, key, usual = table.unpack(row)
  local value = world[key] or usual
  variants[name] = { set = { [key] = up * value } }
  factors[key] = fl.uniform(0.5 * value, 1.5 * value)
end

local from = "2022-03-01"
-- What `read` says of the month that ends today and of the one before, both in the window; nothing on other days.
local function months(read)
  local before
  return function(sim)
    for _, row in ipairs(sim:rows("repurchase")) do
      if row.period == "month" and row.from_date >= from and row.to_date ~= (before and before.to_date) then
        local value = read(row, before)
        before = row
        return value
      end
    end
  end
end

return fl.scenario {
  title = "What drives repurchase",
  title_zh = "复购率由什么决定",
  question = "Which parameters matter most for the repurchase rate?",
  question_zh = "哪些参数对复购率影响最大？",
  world = fl.world("kuaishou-2022", { fans = 4000, rooms = 300 }),
  calendar = { warmup = 59, from = from, to = "2022-05-31" },
  metrics = {
    returning_in_room = measures.so_far(function(sim)
      return measures.sum(sim, "room_day", "returning_orders"), sim.platform.orders
    end),
    r2 = months(function(row) return row.repeat_buyers / row.buyers end),
    r3 = months(function(row, before) return before and row.kept_buyers / before.buyers end),
  },
  variants = variants,
  sweep = { design = "morris", points = 20, runs = 2, factors = factors }, -- all at once: which are worth a closer look
}
