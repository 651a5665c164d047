-- What is it
--   Two bn yuan for a month of subsidy around 616, and three levers to spend them by: depth, cap, and the part of genuine offers that is
--   listed. An optimisation: which setting brings the most GMV for the money?
-- Question
--   How should two bn yuan of subsidy be spent?
-- Scope and limitations
--   GMV of the window is what is maximised, not profit, and nothing that comes later. The budget cannot be overspent by a fen, so that no limit has
--   to be set (docs/optimise.md has one). Sellers do not answer, no rival does. The search sees four run numbers; what it finds is held against
--   the usual setting in forty others. Worlds of 8,000 fans: the budget is some 30 quanta a day.
-- Knobs
--   cash.budget, ranges of the factors, budget and confirm of the optimisation.
-- Things to notice
--   The best of 112 settings has the depth of the usual one (.148), a tenth more offers (.111) and a higher cap (81 yuan); fresh runs confirm a gain of
--   .12 bn of GMV (.03 to .21), a thousandth. At 81 of the settings the whole two bn are spent in all four runs, and GMV of these still goes from
--   107.3 to 112.3 bn: how the money is spent matters by some 5 %, and the usual setting was near the best already.
-- Things to try
--   fanloop optimise scenarios/subsidy_budget.lua --module scenarios/found.lua, then in a copy of this file variants = { best = { set =
--   require "found".best } } and fanloop compare. --set cash.budget=4e9: twice the money. minimise = "paid_bn" with limits = { gmv_bn = { at_least = … } }.
-- Sources
--   Facts 6. Ranges are assumed. The search: docs/optimise.md.
local fl = require "fanloop"
local measures = require "fanloop.measures"

return fl.scenario {
  title = "How should two bn yuan of subsidy be spent?",
  title_zh = "二十亿补贴该怎么花？",
  question = "How should two bn yuan of subsidy be spent?",
  question_zh = "二十亿补贴该怎么花？",
  world = fl.world("kuaishou-2022-core", { fans = 8000, rooms = 300 }),
  calendar = { warmup = 60, from = "2022-05-15", to = "2022-06-30" },
  policies = {
    fl.subsidy {
      id = "cash", from = "2022-05-20", to = "2022-06-19", budget = fl.yi(20), share = 0.15, cap = 50, pacing = "even",
      genuine = true, list_share = 0.1,
    },
  },
  metrics = {
    gmv_bn = measures.total(function(sim) return sim.platform.gmv_fen / 1e11 end),
    paid_bn = measures.total(function(sim) return sim.platform.platform_fen / 1e11 end),
  },
  optimise = {
    maximise = "gmv_bn", budget = 480, runs = 4, confirm = 40,
    factors = {
      ["cash.share"] = fl.uniform(0.03, 0.5),
      ["cash.cap"] = fl.log_uniform(5, 300),
      ["cash.list_share"] = fl.uniform(0.01, 0.5),
    },
  },
}
