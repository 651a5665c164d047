-- What is it
--   Every seller of the platform a tenth cheaper from the first day of the window on, or better by .05 of quality, or both: the
--   experience-price ratio (体验性价比).
-- Question
--   Does the platform sell more when its goods get cheaper, or when they get better?
-- Scope and limitations
--   All sellers move at once, so that no rival gains or loses. Prices are cut while the world runs, and fans see it: `cut` is a festival
--   without traffic, content, exposure or waiting, whose "peak" is the first 28 days. Quality is read when the world is built: the better
--   platform is better from the first day of the warm-up on, and has been known for it for half a year when the window begins. Better
--   goods cost sellers no more here (kind.*.gross_margin stays): the books say what the cut costs them, and not what quality does.
-- Knobs
--   cut.peak_discount (first 28 days), cut.seller_discount (afterwards), kind.*.quality; choice.price_sensitivity, choice.price_level,
--   choice.reference_memory, choice.quality_utility.
-- Things to notice
--   Eight run numbers against the platform as it was, 95 % intervals. A tenth off all prices sells 10.8 % more orders in the first 28
--   days (10.3 to 11.2) and adds 2.6 % of GMV; in the last 28 days, as references follow, half of that is left, 5.4 % (5.1 to 5.8), and
--   GMV is 3.1 % below what it was. Better goods add 6.3 and 6.7 % of GMV in the two months, 5.2 and 5.4 % of orders, and three points
--   of private part; both together 7.9 and 2.9 %.
-- Things to try
--   --set choice.price_sensitivity=1 or 6: what the cut sells. --set to=2022-06-30 --set cut.to=2022-06-30: what is left in June.
--   --days 28 --set cut.to=2022-01-28: the variants in the first month alone.
-- Sources
--   Kinds of sellers: facts 4; utility and references: docs/model.md, M04; magnitudes assumed.
local fl = require "fanloop"
local measures = require "fanloop.measures"

-- The question, in its two months: a platform's GMV (bn yuan) and orders (bn) of 28 days.
local function gmv(sim) return sim.platform.gmv_fen / 1e11 end
local function orders(sim) return sim.platform.orders / 1e9 end
local function first(read) return measures.between("2022-01-01", "2022-01-28", read) end
local function second(read) return measures.between("2022-02-02", "2022-03-01", read) end

local better = {}
for kind, quality in pairs { belt = 0.52, kuai = 0.66, big = 0.70, counterfeiter = 0.40, new = 0.52 } do
  better["kind." .. kind .. ".quality"] = quality + 0.05
end

return fl.scenario {
  title = "Does the platform sell more with cheaper or with better goods?",
  title_zh = "商品更便宜还是更好，平台卖得更多？",
  question = "All goods a tenth cheaper, or .05 better: which adds GMV in the first month, and which still does in the second?",
  question_zh = "全部商品便宜一成，或品质提高 0.05：哪个在第一个月增加 GMV，哪个到第二个月仍在增加？",
  world = fl.world("kuaishou-2022-core", { fans = 5e4 }),
  calendar = { warmup = 180, from = "2022-01-01", to = "2022-03-01", flat = true },
  policies = {
    fl.festival {
      id = "cut", from = "2022-01-01", to = "2022-03-01", peak = { "2022-01-01", "2022-01-28" },
      seller_discount = 0.1, peak_discount = 0.1, admission_score = 0, exposure_boost = 1, content_lift = 0,
      traffic_lift = 0, peak_traffic_lift = 0, heat_days = 0, return_days = 0, anticipation = 0,
    },
  },
  variants = {
    as_it_was = { without = "cut" },
    better_instead = { without = "cut", set = better },
    better_and_cheaper = { set = better },
  },
  metrics = {
    gmv_first_28_days_bn = first(gmv), gmv_last_28_days_bn = second(gmv),
    orders_first_28_days_bn = first(orders), orders_last_28_days_bn = second(orders),
  },
  baseline = "as_it_was",
  explain = "better_instead",
}
