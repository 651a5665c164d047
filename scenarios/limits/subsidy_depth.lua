-- What is it
--   A subsidy of a thousandth, a hundredth and a tenth of the price, on everything, for sixty days.
-- Question
--   What does a yuan of subsidy bring, by depth, and how much of it is the platform's name for low prices?
-- Scope and limitations
--   A check of the model, not a what-if: no budget binds, nobody is excluded, sellers do not answer. Resale by arbitrage buyers is in GMV.
-- Knobs
--   subsidy.share, subsidy.cap; choice.price_image_utility, price_image.gain; fan.hunters and fan.resale_budget.
-- Things to notice
--   What it finds stands in docs/limits.md: the change of GMV beside what was paid.
-- Things to try
--   --set fan.hunters=0: nobody resells.
-- Sources
--   docs/model.md, 7.8; promotion depth against salience: 7.4.
local fl = require "fanloop"
local measures = require "fanloop.measures"

local FROM, TO = "2022-01-01", "2022-03-01"
local function on_all(share, set)
  return {
    add = fl.subsidy {
      id = "on-all", from = FROM, to = TO, budget = fl.yi(1e5), share = share, cap = 100000, list_share = 1, genuine = false,
      pacing = "none",
    },
    set = set,
  }
end
local no_image = { ["choice.price_image_utility"] = 0 }

return fl.scenario {
  title = "Limits: what a yuan of subsidy brings",
  title_zh = "模型边界：每元补贴换来多少",
  question = "What does a yuan of subsidy bring, by depth, and how much of it is the platform's name for low prices?",
  question_zh = "不同补贴深度下每元补贴换来多少 GMV，其中多少来自“低价心智”？",
  world = fl.world("kuaishou-2022-core", { fans = 2e4 }),
  calendar = { warmup = 90, from = FROM, to = TO, flat = true },
  metrics = {
    gmv_bn = measures.total(function(sim) return sim.platform.gmv_fen / 1e11 end),
    subsidy_bn = measures.total(function(sim) return sim.platform.platform_fen / 1e11 end),
  },
  variants = {
    per_mille = on_all(0.001), per_cent = on_all(0.01), tenth = on_all(0.1),
    per_cent_no_image = on_all(0.01, no_image), tenth_no_image = on_all(0.1, no_image),
  },
}
