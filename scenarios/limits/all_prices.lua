-- What is it
--   All sellers take a tenth off their usual prices for 200 days.
-- Question
--   How much more does a platform sell on which everything is a tenth cheaper, at first and in the end?
-- Scope and limitations
--   A check of the model, not a what-if: counterfeiters (a hundredth) keep their prices, nobody waits for the cut, nobody comes for it,
--   and what it costs sellers is in the books alone.
-- Knobs
--   choice.price_level, choice.price_sensitivity, outside.price: how far buyers compare with other platforms on ordinary days. It is 0, and
--   1 in the variants compared and compared_as_it_was, whose difference is what the cut does then.
-- Things to notice
--   What it finds stands in docs/limits.md: about one for one at first, a third of that in the end, when references have followed.
-- Things to try
--   Own prices alone: own_price.lua. Quality instead of price: scenarios/cheaper_or_better.lua.
-- Sources
--   validation V7; category elasticities are smaller than those of one seller, since nobody's buyers are won from a neighbour.
local fl = require "fanloop"
local measures = require "fanloop.measures"

local function orders(sim) return sim.platform.orders end
local function cut() return { price = 0.9 } end
local function keep() end -- it is there so that a variant can name one kind that decides nothing

return fl.scenario {
  title = "Limits: all prices at once",
  title_zh = "模型边界：全平台同时调价",
  question = "How much more does a platform sell on which everything is a tenth cheaper, at first and in the end?",
  question_zh = "全平台商品便宜一成，短期和长期各能多卖多少？",
  world = fl.world("kuaishou-2022-core", { fans = 2e4 }),
  calendar = { warmup = 120, from = "2022-01-01", to = "2022-07-19", flat = true },
  strategies = { belt = cut, kuai = cut, big = cut, new = cut, counterfeiter = keep },
  metrics = {
    orders_first_28_days = measures.between("2022-01-01", "2022-01-28", orders),
    orders_last_28_days = measures.between("2022-06-22", "2022-07-19", orders),
  },
  variants = {
    as_it_was = { set = { ["seller.scripted"] = "counterfeiter" } },
    compared = { set = { ["outside.price"] = 1 } },
    compared_as_it_was = { set = { ["outside.price"] = 1, ["seller.scripted"] = "counterfeiter" } },
  },
  baseline = "as_it_was",
}
