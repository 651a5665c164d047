-- What is it
--   Lesson 2: a small platform in ordinary weeks, with one week of festival in the fifth of them.
-- Question
--   Guess first: a festival sells more in its own week. How much of that is missing again in the four weeks after it?
-- Scope and limitations
--   4,000 simulated fans and 200 rooms: the shape by week is the lesson, the size of a single run is half chance. No seasons, no subsidy.
-- Knobs
--   sale.peak_discount, sale.peak_traffic_lift (how large the burst is), fan.need_patience (how long a need waits), fan.calendar_aware.
-- Things to notice
--   Run it with --chart: GMV by week, a burst and a dip behind it. `fanloop compare --runs 5` tells how much. The week of the festival
--   sells 3.1 to 5.3 bn yuan more by the run number, a fifth to a third; 1.4 to 3.0 bn of it, a half over all five, are missing in the
--   four weeks after: needs are met. Over the whole window GMV is 1.3 % higher (.4 to 2.0), and of more buyers nothing can be told: .3 %
--   (-.1 to .7).
--   值得注意：加 --chart 运行，按周看 GMV：先爆发，后回落。fanloop compare --runs 5 给出幅度：大促一周多卖 31 亿至 53 亿元（视随机编号而定），
--   即多两成到三成；其中 14 亿至 30 亿元（五次合计约一半）在之后四周少卖了回去，因为需求已经满足。整个窗口期 GMV 只高 1.3 %（0.4 至 2.0），
--   买家数看不出增加：0.3 %（-0.1 至 0.7）。
-- Things to try
--   compare with --set sale.peak_discount=0.4: a larger burst, and which dip? With --set fan.need_patience=30: needs that lapse sooner?
--   可以试试：compare 加 --set sale.peak_discount=0.4，爆发更大，回落呢？加 --set fan.need_patience=30：需求等不了那么久会怎样？
-- Sources
--   facts 6; the shape is the model's (docs/model.md, M01 and M17).
local fl = require "fanloop"
local measures = require "fanloop.measures"

local first = "2022-03-01"
local function week(n) return fl.add_days(first, 7 * n) end -- the first day of week n, from 0

-- GMV of the days from … to before, billion yuan.
local function gmv(from, to)
  return measures.between(from, fl.add_days(to, -1), function(sim) return sim.platform.gmv_fen / 1e11 end)
end

return fl.scenario {
  name = "02_burst_and_dip",
  title = "Lesson 2: burst and dip",
  title_zh = "第二课：爆发与回落",
  question = "A week of festival sells more. How much of that is missing in the four weeks after: hardly any, about half, or all of it?",
  question_zh = "大促一周多卖的，之后四周会少卖回去多少：几乎没有、约一半，还是全部？",
  world = fl.world("kuaishou-2022-core", { fans = 4000, rooms = 200 }),
  calendar = { warmup = 28, from = first, to = fl.add_days(week(10), -1), flat = true },
  policies = {
    fl.festival {
      id = "sale", from = week(4), to = fl.add_days(week(5), -1), peak = { fl.add_days(week(5), -3), fl.add_days(week(5), -1) },
    },
  },
  metrics = { week_before = gmv(week(3), week(4)), festival = gmv(week(4), week(5)), four_weeks_after = gmv(week(5), week(9)) },
  variants = { ordinary = { without = "sale" } },
  baseline = "ordinary", -- of `fanloop compare`: what the festival adds, and what it takes from the weeks after
}
