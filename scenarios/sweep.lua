-- What is it
--   A subsidy of 616 at 48 settings of its depth, its cap and the part of offers that it lists: a Latin hypercube with two run numbers
--   each. The scenario by itself is the first of them that comes to mind: 15 %, 50 yuan, a tenth of offers.
-- Question
--   On what does it hang how much a subsidy adds?
-- Scope and limitations
--   The core of 2022 without shelf and paid traffic, small worlds, two months. The same random numbers at all points: GMV differs by what the
--   subsidy does, and by little else. Budgets are ample, so that none runs dry; prices of sellers do not answer. How much is added
--   is told against the mean of all settings, not against none (616.lua has that).
-- Knobs
--   cash.share, cash.cap, cash.list_share; points, runs and design of the sweep.
-- Things to notice
--   96 runs, 95 % intervals. Depth and listing decide alike: standardised coefficients of GMV .63 (.49 to .77) and .58 (.43 to .73), the cap
--   .27 (.14 to .39); straight lines explain 87 % of the variance, and chance 1 %. By itself, whatever the curve, depth explains .55
--   (.31 to .72), listing .30 (.07 to .54), the cap .09 (-.14 to .36): 48 points cannot tell it from none, where a line can. What is
--   spent follows the same levers in the same order (.65, .52, .28): nothing here makes a yuan go further by much.
-- Things to try
--   fanloop sweep scenarios/sweep.lua, then fanloop analyse results/sweep-sweep.sqlite, and --table cash.share,cash.list_share. --set of
--   anything else holds at all points. --points 200: narrower intervals.
-- Sources
--   Facts 6. Ranges are assumed. Designs: docs/sweep.md.
local fl = require "fanloop"
local measures = require "fanloop.measures"

return fl.scenario {
  title = "On what does it hang how much a subsidy adds?",
  title_zh = "补贴的效果取决于什么？",
  question = "On what does it hang how much a subsidy adds?",
  question_zh = "补贴的效果取决于什么？",
  world = fl.world("kuaishou-2022-core", { fans = 8000, rooms = 300 }),
  calendar = { warmup = 60, from = "2022-05-15", to = "2022-06-30" },
  policies = {
    fl.subsidy {
      id = "cash", from = "2022-05-20", to = "2022-06-19", budget = fl.yi(400), share = 0.15, cap = 50, pacing = "none",
      genuine = true, list_share = 0.1,
    },
  },
  metrics = {
    gmv_bn = measures.total(function(sim) return sim.platform.gmv_fen / 1e11 end),
    paid_bn = measures.total(function(sim) return sim.platform.platform_fen / 1e11 end),
  },
  sweep = {
    design = "lhs", points = 48, runs = 2,
    factors = {
      ["cash.share"] = fl.uniform(0.05, 0.35),
      ["cash.cap"] = fl.log_uniform(10, 200),
      ["cash.list_share"] = fl.uniform(0.02, 0.3),
    },
  },
}
