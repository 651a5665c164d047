-- What is it
--   Cold start (0粉开播) and staged targets (斗金计划): new sellers without followers get exposures for 15 days, in which a bandit learns who
--   buys from them, then rewards for each target of sales that they meet.
-- Question
--   Do more new sellers survive, and which?
-- Scope and limitations
--   A platform of 2 million people and 1,240 sellers with the pool cut in proportion, so that a small seller is more than a few simulated
--   visits. New sellers neither change goods nor prices; they leave after 30 days without cash. Who takes part is given, better sellers
--   more often. What is learnt counts for the public visits to the room, not for what the room does.
-- Knobs
--   per_room, explore_days, narrow, prior, stages, stage_gmv, stage_growth, stage_exposures, stage_coupon, take_up, selection of
--   fl.cold_start; seller.entry_per_year, seller.entry_cash, seller.loss_horizon.
-- Things to notice
--   Eight run numbers, against none, 95 % intervals. That more new sellers are in business at the end of the year cannot be told (+1.3 %
--   of 71 in a hundred; -.6 to +3.4); one sells for 35,400 yuan instead of 24,700 (+29 to +57 %). Outcomes are skewed, and the more so
--   by the plan: the Gini index is .71, .69 without it (+.8 to +6.9 %), .68 without targets, whose rewards grow threefold: without them
--   GMV of one is 12 % above none's (5 to 19). Shown to everybody (untaught) it is as high as with what is learnt (+44 %, 30 to 59): an
--   order in sixty visits teaches little in 15 days. The naive view, v_cold_cohort of one run: participants beside the others.
-- Things to try
--   SELECT * FROM v_cold_cohort: participants beside the others, the naive view. SELECT * FROM v_cold_lorenz. --set plan.selection=0.
-- Sources
--   Facts 6 (20 billion of traffic, 15 days, staged targets); Chapelle and Li 2011 (Thompson sampling). Sizes for one seller are assumed
--   (docs/model.md, M16).
local fl = require "fanloop"

local last = "2022-12-31"
local sellers = 1000 -- simulated ones at the start; who enters later stands behind them

-- GMV of those who entered, from the books of each month, and which of them are in business.
local gmv, open, read = {}, {}, nil
local function read_books(sim)
  local rows = sim:rows("brand_month")
  if not rows[1] or rows[1].to_date == read then return end
  read = rows[1].to_date
  for _, row in ipairs(rows) do
    if row.brand >= sellers and row.state ~= "waits" then
      gmv[row.brand] = (gmv[row.brand] or 0) + row.sales_fen / 100
      open[row.brand] = row.state == "in_business" and 1 or 0
    end
  end
end

-- The mean of `of` over those who entered, on the last day.
local function mean(of)
  return function(sim)
    read_books(sim)
    local count, sum = 0, 0
    for brand = sellers, sellers + 999 do
      if gmv[brand] then count, sum = count + 1, sum + of[brand] end
    end
    return sim.date == last and count > 0 and sum / count or nil
  end
end

local function gini(sim)
  read_books(sim)
  local values, sum, ranked = {}, 0, 0
  for brand = sellers, sellers + 999 do values[#values + 1] = gmv[brand] end
  table.sort(values)
  for i, value in ipairs(values) do sum, ranked = sum + value, ranked + i * value end
  return sim.date == last and sum > 0 and 2 * ranked / (#values * sum) - (#values + 1) / #values or nil
end

return fl.scenario {
  title = "Cold start: do more new sellers survive, and which?",
  title_zh = "0粉冷启动：更多新商家活下来吗，是哪些？",
  question = "Do more new sellers survive with the plan, and which?",
  question_zh = "有了扶持，更多新商家能活下来吗，是哪些？",
  world = fl.world("kuaishou-2022-core", {
    fans = 2e4,
    rooms = sellers,
    params = {
      ["platform.population"] = 2e6,
      ["platform.rooms"] = 1240,
      ["platform.followers_max"] = 2e6,
      ["ads.load"] = 0.3,
      ["seller.entry_per_year"] = 0.3,
      ["seller.entry_cash"] = 6000,
      ["seller.loss_horizon"] = 30,
    },
  }),
  calendar = { warmup = 60, from = "2022-01-01", to = last },
  policies = { fl.cold_start { id = "plan", from = "2022-01-01", exposures = 6.2e7 } },
  metrics = { surviving = mean(open), gmv_yuan_per_new_seller = mean(gmv), gini_of_new_sellers = gini },
  variants = {
    none = { without = { "plan" } },
    untaught = { set = { ["plan.narrow"] = 1 } },
    no_targets = { set = { ["plan.stages"] = 0 } },
  },
  baseline = "none",
}
