-- What is it
--   A year of the platform as it was in 2022: ordinary calendar, no festival, no subsidy, no policy of the scenario's own.
-- Question
--   Do the orders of magnitude come out of the mechanisms: money, orders, buyers, repeat buying, private share?
-- Scope and limitations
--   The world with all that it holds: private, public and paid visits, the shelf, distribution, rights, governance, growth levels, and its
--   own policies all year, which `fanloop check` lists: ten-billion subsidy, programme for Kuai brands, a service provider. One year,
--   2022, after 180 days of warm-up. Sellers change prices by rule; a fifth as many as there are enter in the year, and none goes out of
--   business, so rooms slowly concentrate. No festival, no rival's festival, no star session: what happens on a date is left to scenarios.
-- Knobs
--   --fans (scale), --seed, and every parameter: `fanloop params`. Try --set fan.shopper_share=0.3 or --set trust.form=frozen.
-- Things to notice
--   GMV and orders per active fan-day, order value, monthly buyers over monthly active fans, R2 and R3 in the summary; the season in the
--   view v_private_share; how slowly trust moves in the table census. Compared, eight run numbers with 95 % intervals: fans who hear
--   half as often of their rooms buy for 11.9 % less (11.2 to 12.4), and the private share is 35 instead of 52 %. Frozen trust sells
--   3.3 % more (2.4 to 4.2), for reasons that are the freezing's own (docs/model.md, 8).
-- Things to try
--   `fanloop compare` it: the variants freeze trust, and halve follow.notification_reach. What happens to the private share?
-- Sources
--   Platform figures of 2022 in docs/facts.md; which lines are inputs and which are results is said in docs/model.md.
local fl = require "fanloop"

return fl.scenario {
  title = "An ordinary year of the platform",
  title_zh = "平台平常的一年",
  question = "Do the orders of magnitude come out of the mechanisms: money, orders, buyers, repeat buying, private share?",
  question_zh = "金额、订单、买家、复购和私域占比的数量级，能否由机制自己产生？",
  world = fl.world("kuaishou-2022", { fans = 1e5 }),
  calendar = { warmup = 180, from = "2022-01-01", to = "2022-12-31" },
  metrics = {
    waist_share_of_gmv = function(sim)
      local waist = sim:tier("waist", "private").gmv_fen + sim:tier("waist", "public").gmv_fen
      return waist / sim.platform.gmv_fen
    end,
  },
  -- For `fanloop compare`: what a year of learning trust adds, and what hearing of it when a room goes live is worth.
  variants = {
    trust_frozen = { set = { ["trust.form"] = "frozen" } },
    half_as_loud = { set = { ["follow.notification_reach"] = 0.3 } },
  },
  explain = "trust_frozen",
}
