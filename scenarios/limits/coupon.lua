-- What is it
--   Coupons of the platform for four weeks: a tenth off all food, a tenth off all women's apparel, and red packets of three yuan off twenty
--   on anything.
-- Question
--   What do buyers spend more for each yuan of coupon, on the goods that it is for and in all?
-- Scope and limitations
--   A check of the model, not a what-if: no budget binds, nobody is excluded, sellers do not answer, the calendar is flat. Spending is GMV,
--   the coupon's own yuan among it; what buyers pay themselves is one less for each. Resale by arbitrage buyers is in it.
-- Knobs
--   subsidy.share, cap, categories; packet_value, packet_min_spend; choice.price_sensitivity, choice.price_image_utility; fan.hunters.
-- Things to notice
--   What it finds stands in docs/scorecard.md (V15): the change of the category's GMV, or of all GMV, over what was paid. The four weeks
--   after are in the comparison (`gmv.after_28`).
-- Things to try
--   --set fan.hunters=0: nobody resells. A deeper coupon on fewer goods: list_share = .1, share = .3.
-- Sources
--   validation V15: 3.4 yuan a yuan of the coupons of Chinese cities, on the goods they were for.
local fl = require "fanloop"
local measures = require "fanloop.measures"

local FROM, TO, END = "2022-01-01", "2022-01-28", "2022-02-25"

local function on(category)
  return {
    add = fl.subsidy {
      id = "coupon", from = FROM, to = TO, budget = fl.yi(100), share = 0.1, cap = 100000, list_share = 1, genuine = false, pacing = "none",
      categories = { category },
    },
  }
end

local packets = fl.festival {
  id = "coupon", from = FROM, to = TO, packets_per_day = fl.yi(10), packet_value = 3, packet_min_spend = 20, packet_days = 1,
  traffic_lift = 0, peak_traffic_lift = 0, heat_lift = 0, content_lift = 0, exposure_boost = 1, seller_discount = 0, peak_discount = 0,
  anticipation = 0, heat_days = 0, return_days = 0,
}

local function spent_on(category)
  return measures.between(FROM, TO, function(sim)
    for _, row in ipairs(sim:rows("category_day")) do
      if row.category == category then return row.gmv_fen / 1e11 end
    end
    return 0
  end)
end

return fl.scenario {
  title = "Limits: what a yuan of coupon brings",
  title_zh = "模型边界：每元消费券带动多少消费",
  question = "What do buyers spend more for each yuan of coupon, on the goods that it is for and in all?",
  question_zh = "每元消费券在券指定的商品上、在全平台上各带动多少消费？",
  world = fl.world("kuaishou-2022-core", { fans = 2e4 }),
  calendar = { warmup = 90, from = FROM, to = END, flat = true },
  metrics = {
    food_bn = spent_on "food",
    apparel_bn = spent_on "women_apparel",
    all_bn = measures.between(FROM, TO, function(sim) return sim.platform.gmv_fen / 1e11 end),
    all_with_28_days_after_bn = measures.total(function(sim) return sim.platform.gmv_fen / 1e11 end),
    coupons_bn = measures.total(function(sim) return sim.platform.platform_fen / 1e11 end),
  },
  variants = { food = on "food", apparel = on "women_apparel", packets = { add = packets } },
}
