-- What is it
--   All sellers are cheaper by a tenth for 200 days: a festival that does nothing but discount.
-- Question
--   How much more does a platform sell on which everything is a tenth cheaper, at first and in the end?
-- Scope and limitations
--   A check of the model, not a what-if: nobody waits for the cut, nobody comes for it, and what it costs sellers is in the books alone.
-- Knobs
--   choice.price_level, choice.price_sensitivity, outside.utility.
-- Things to notice
--   What it finds stands in docs/limits.md: about one in one at first, half of it in the end, when references have followed.
-- Things to try
--   Own prices alone: own_price.lua. Quality instead of price: scenarios/cheaper_or_better.lua.
-- Sources
--   validation V7; category elasticities are smaller than those of one seller, since nobody's buyers are won from a neighbour.
local fl = require "fanloop"
local measures = require "fanloop.measures"

local function orders(sim) return sim.platform.orders end

return fl.scenario {
  title = "Limits: all prices at once",
  title_zh = "模型边界：全平台同时调价",
  question = "How much more does a platform sell on which everything is a tenth cheaper, at first and in the end?",
  question_zh = "全平台商品便宜一成，短期和长期各能多卖多少？",
  world = fl.world("kuaishou-2022-core", { fans = 2e4 }),
  calendar = { warmup = 120, from = "2022-01-01", to = "2022-07-19", flat = true },
  policies = {
    fl.festival {
      id = "cut", from = "2022-01-01", to = "2022-07-19", seller_discount = 0.1, peak_discount = 0.1, admission_score = 0,
      exposure_boost = 1, content_lift = 0, traffic_lift = 0, peak_traffic_lift = 0, heat_days = 0, heat_lift = 0, return_days = 0,
      anticipation = 0,
    },
  },
  metrics = {
    orders_first_28_days = measures.between("2022-01-01", "2022-01-28", orders),
    orders_last_28_days = measures.between("2022-06-22", "2022-07-19", orders),
  },
  variants = { as_it_was = { without = "cut" } },
  baseline = "as_it_was",
}
