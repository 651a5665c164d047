-- What is it
--   The 616 festival of 2022 (20 May to 19 June, peak on the last four days) with a ten-billion subsidy (百亿补贴) beside it.
-- Question
--   What does the festival do to sales, what does the subsidy add, and what is left afterwards?
-- Scope and limitations
--   One billion yuan of the subsidy programme falls into the month of the festival (assumed). It stands in the place of the world's own
--   ten-billion subsidy, so that no variant has any on other days. All that the platform had runs beside it: private, public and paid
--   visits, the shelf, distribution, rights, governance, service providers, the programme for Kuai brands. Sellers change prices by rule
--   and new ones enter, none goes out of business. Rooms below the admission score stay out of the festival. No other platform answers
--   (rival_festival.lua has that).
-- Knobs
--   616.peak_discount, 616.traffic_lift, 616.packets_per_day, 616.flash_rooms; ten-billion.share, .cap, .budget, .pacing, .fan_tiers.
-- Things to notice
--   Eight run numbers, against neither, 95 % intervals. Fans who know the calendar wait: in the two days before the peak nothing is left
--   of the festival's extra orders (-.4 %, -1.1 to +.4; +15.2 % over all its days). After it needs are met: -12.5 % orders in the first
--   three days, -4.0 % in days 4 to 31 (3.8 to 4.3), -3.8 % of GMV. Nothing of it lasts (twelve run numbers to October at 20,000 fans,
--   mean and standard error): GMV to the end of August is -.6 ± .2 %, of September and October +.2 ± .2 %. The subsidy adds 3.6 % of GMV
--   while it runs (3.0 to 4.2), and behind the first three days (-.7 % of orders, .3 to 1.1) leaves nothing that can be told from 0
--   (-.2 % of GMV in days 4 to 31, -.5 to +.2), though more than half of the price image that it built is still there. The minute at
--   which each day's subsidy is gone; flash offers that sell out within minutes. Festival and subsidy add up: GMV +14.1 % together, 10.5
--   and 3.6 % alone.
-- Things to try
--   --set ten-billion.pacing=none: on which day is the money gone? --set ten-billion.fan_tiers=passer_by: does it buy new relations?
-- Sources
--   Dates, red packets and flash offers: facts 6; size and depth of discounts: assumed (docs/model.md, M17 and M18).
local fl = require "fanloop"
local festivals = require "fanloop.festivals"

return fl.scenario {
  title = "What does a ten-billion subsidy add to 616?",
  title_zh = "百亿补贴给 616 大促带来了什么？",
  question = "What does the festival do to sales, what does the subsidy add, and what is left afterwards?",
  question_zh = "大促怎样改变销售，补贴又增加了多少，大促之后还剩下什么？",
  world = fl.world("kuaishou-2022", { fans = 2e5 }),
  calendar = { warmup = 180, from = "2022-05-01", to = "2022-07-31" },
  policies = {
    festivals.june_616 {
      year = 2022, packets_per_day = fl.wan(1000), packet_value = 3, packet_min_spend = 20,
      flash_rooms = 100, flash_price = 1, flash_stock = fl.wan(5), flash_minute = 20 * 60,
    },
    fl.subsidy {
      id = "ten-billion", from = "2022-05-20", to = "2022-06-19",
      budget = fl.yi(10), share = 0.15, cap = 50, list_share = 0.10, pacing = "even",
    },
  },
  -- "Alone and together" of `fanloop compare`: neither, each alone, and (the scenario itself) both.
  variants = {
    neither = { without = { "616", "ten-billion" } },
    festival_only = { without = "ten-billion" },
    subsidy_only = { without = "616" },
  },
  baseline = "festival_only", -- of `fanloop compare`: what does the subsidy add?
}
