-- What is it
--   A platform on which sellers may list fakes, with the governance of 2022 (平台治理: 3,000 people and .96 m yuan a day) and without any.
-- Question
--   What becomes of trust and sales when nobody looks for fakes, and how soon?
-- Scope and limitations
--   Without governance from the first day of the warm-up on, two months before the window. Sellers who could gain by a fake are a given part
--   of the offers of belt and new sellers; fakes are sold at the price of genuine goods. Buyers warn others by the reputation of a room, and
--   strangers doubt all goods the more, the more fakes are found out. Nobody leaves the platform for it, and honest sellers do not give up.
-- Knobs
--   governance.staff, governance.money, governance.tempted, governance.gain, governance.penalty, governance.fake_quality,
--   governance.game_memory; brand.fake_found; trust.loss_fake, trust.platform_spill; rights.weight, rights.loss_fake.
-- Things to notice
--   Eight run numbers, 95 % intervals. The part of tempted sellers that cheats is .54 instead of .06 at New Year and .83 instead of .08
--   at the end, fakes are 3.9 % instead of .03 % of the orders in the first quarter. GMV of the year is 1.0 % lower (.5 to 1.6), orders
--   1.2 % (.5 to 1.9). It comes with a lag: GMV -1.5 % in the first quarter, -1.1, -1.1 and -.5 % in the others. Then it passes: buyers
--   leave the rooms that cheated them, so that fakes found out fall from 11.5 to 7.5 in a thousand deliveries. Belt sellers lose 24 bn
--   yuan of GMV and new ones 4, Kuai brands gain 14 and big ones, it may be, 4 (-3 to +10): lemons drive out the cheap honest seller
--   here, not the market, and no spiral is seen. What is left unspent is .9 bn yuan a year, what is lost 9 bn of GMV.
-- Things to try
--   SELECT date, cheating, fakes_bought, reports FROM governance_day. --set trust.platform_spill=0.3: a fake is blamed on the platform.
--   --set governance.tempted=0.6: more to gain. --set rights.weight=0: strangers do not mind.
-- Sources
--   Facts 3 (governance); Akerlof 1970 (lemons). Sizes of the game are assumed (docs/model.md, M06).
local fl = require "fanloop"
local measures = require "fanloop.measures"

local function today(sim, column) return measures.sum(sim, "governance_day", column) end

return fl.scenario {
  title = "Lemons: a platform that does not look",
  title_zh = "柠檬市场：不治理的平台",
  question = "What becomes of trust and sales when nobody looks for fakes, and how soon?",
  question_zh = "不打假，信任与销售会怎样，多久才显现？",
  world = fl.world("kuaishou-2022", { fans = 2e4 }),
  calendar = { warmup = 60, from = "2022-01-01", to = "2022-12-31" },
  metrics = {
    cheating = function(sim) return today(sim, "cheating") end,
    fakes_of_orders = measures.so_far(function(sim) return today(sim, "fakes_bought"), sim.platform.orders end),
  },
  variants = {
    nobody_looks = { set = { ["governance.staff"] = 0, ["governance.money"] = 0, ["governance.event_review"] = 0 } },
  },
}
