-- What is it
--   All sellers double their prices for good: 200 days.
-- Question
--   What does a platform sell on which everything costs twice as much, and does it hang on where else its buyers look?
-- Scope and limitations
--   A check of the model, not a what-if: counterfeiters (a hundredth) keep their prices, and what it earns sellers is in the books alone.
-- Knobs
--   outside.price: how far buyers compare with other platforms on ordinary days. It is 0, and 1 in the variants compared and
--   compared_as_it_was, whose difference is what the doubling does then.
-- Things to notice
--   What it finds stands in docs/limits.md: which of the two is right decides the long run, and waits for the fit.
-- Things to try
--   A tenth instead of twice: all_prices.lua. One seller alone: own_price.lua.
-- Sources
--   docs/model.md, 8: a platform whose prices double keeps its sellers' money and loses its buyers; how fast, nobody has measured.
local fl = require "fanloop"
local measures = require "fanloop.measures"

local function gmv(sim) return sim.platform.gmv_fen / 1e11 end
local function double() return { price = 2 } end
local function keep() end -- it is there so that a variant can name one kind that decides nothing

return fl.scenario {
  title = "Limits: all prices doubled for good",
  title_zh = "模型边界：全平台永久涨价一倍",
  question = "What does a platform sell on which everything costs twice as much, and does it hang on where else its buyers look?",
  question_zh = "全平台价格翻倍之后还能卖多少，是否取决于买家在别处比价？",
  world = fl.world("kuaishou-2022-core", { fans = 2e4 }),
  calendar = { warmup = 120, from = "2022-01-01", to = "2022-07-19", flat = true },
  strategies = { belt = double, kuai = double, big = double, new = double, counterfeiter = keep },
  metrics = {
    gmv_bn_first_28_days = measures.between("2022-01-01", "2022-01-28", gmv),
    gmv_bn_last_28_days = measures.between("2022-06-22", "2022-07-19", gmv),
  },
  variants = {
    as_it_was = { set = { ["seller.scripted"] = "counterfeiter" } },
    compared = { set = { ["outside.price"] = 1 } },
    compared_as_it_was = { set = { ["outside.price"] = 1, ["seller.scripted"] = "counterfeiter" } },
  },
  baseline = "as_it_was",
}
