-- What is it
--   A platform on which sellers may list fakes, with the governance of 2022 (平台治理: 3,000 people and .96 m yuan a day) and without any.
-- Question
--   What becomes of trust and sales when nobody looks for fakes, and how soon?
-- Scope and limitations
--   Without governance from the first day of the warm-up on, two months before the window. Sellers who could gain by a fake are a given part
--   of the offers of belt and new sellers; fakes cost what genuine goods cost. Buyers warn nobody but by the reputation of a room. Nobody
--   leaves the platform for it.
-- Knobs
--   governance.staff, governance.money, governance.tempted, governance.gain, governance.penalty, governance.game_memory; brand.fake_found;
--   trust.loss_fake, trust.platform_spill.
-- Things to notice
--   Eight run numbers. The part of tempted sellers that cheats goes from .21 to .84, fakes from .1 % to 4.6 % of the orders. GMV of the year
--   is 1.4 % lower (.9 to 2.0 %), orders .7 %. It comes with a lag and passes: -1.0 % in January, -2.0 % in May, -1.1 % in December, as
--   buyers leave the rooms that cheated them. What is left unspent is .9 bn yuan a year, what is lost 12.7 bn of GMV.
-- Things to try
--   SELECT date, cheating, fakes_bought, reports FROM governance_day. --set trust.platform_spill=0.3: a fake is blamed on the platform.
--   --set governance.tempted=0.6: more to gain.
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
  world = fl.world("kuaishou-2022-core", {
    fans = 2e4,
    params = {
      ["governance.form"] = "game",
      ["governance.staff"] = 3000,
      ["governance.money"] = 9.6e5,
      ["governance.event_review"] = 1,
    },
  }),
  calendar = { warmup = 60, from = "2022-01-01", to = "2022-12-31" },
  metrics = {
    cheating = function(sim) return today(sim, "cheating") end,
    fakes_of_orders = measures.so_far(function(sim) return today(sim, "fakes_bought"), sim.platform.orders end),
  },
  variants = {
    nobody_looks = { set = { ["governance.staff"] = 0, ["governance.money"] = 0, ["governance.event_review"] = 0 } },
  },
}
