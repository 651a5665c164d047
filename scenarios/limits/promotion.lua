-- What is it
--   Sixteen brands of one room each take a quarter off all their prices for a week, unannounced, and then go back to them.
-- Question
--   How many more orders does a promotion bring, and how many of them are missing in the weeks after?
-- Scope and limitations
--   A check of the model, not a what-if: no other seller answers, the calendar is flat, nobody waits for the cut. A catchment of its own,
--   so that the weeks after can be told from chance. Orders of the brands' own rooms alone.
-- Knobs
--   The cut and its days; choice.price_sensitivity, choice.loss_aversion, choice.reference_room_share and the memory of references;
--   what is left of needs that were met early.
-- Things to notice
--   What it finds stands in docs/scorecard.md (V8, V9): the orders of the week over those of the same week without the cut, and what is
--   missing in the four weeks after over what the week had more.
-- Things to try
--   Another cut in `promote`: .2 and .3 are the ends of the range that V8 speaks of. Two weeks instead of one.
-- Sources
--   validation V8 (the bump at 20-30 % off: 1.5 to 4 times a base day) and V9 (the dip: 10-50 % of the bump).
local fl = require "fanloop"
local measures = require "fanloop.measures"

local FROM, TO = "2022-01-08", "2022-01-14"
local categories = { "women_apparel", "food", "beauty", "home" }

local function promote(_, view) return { price = view.date >= FROM and view.date <= TO and 0.75 or 1 } end

local brands, rooms, heeded = {}, {}, {}
for i = 1, 16 do
  brands[i] = fl.brand { id = "b" .. i, kind = "kuai", strategy = promote, scripted = false }
  rooms[i] = fl.room { id = "r" .. i, brand = "b" .. i, category = categories[i % 4 + 1], followers = 1e5 }
  heeded["b" .. i .. ".scripted"] = true
end

local function orders(sim) return measures.of_rooms(sim, rooms, measures.orders) end

return fl.scenario {
  title = "Limits: a promotion and the weeks after",
  title_zh = "模型边界：一次促销及其后几周",
  question = "How many more orders does a promotion bring, and how many of them are missing in the weeks after?",
  question_zh = "一次促销多带来多少订单，之后几周又少了多少？",
  world = fl.world("kuaishou-2022-core", { fans = 3e4, focus_fans = 20480, focus_weight = 100, rooms = 300 }),
  calendar = { warmup = 90, from = "2022-01-01", to = "2022-02-11", flat = true },
  brands = brands, rooms = rooms,
  metrics = {
    orders_of_the_week = measures.between(FROM, TO, orders),
    orders_first_14_days_after = measures.between("2022-01-15", "2022-01-28", orders),
    orders_first_28_days_after = measures.between("2022-01-15", "2022-02-11", orders),
  },
  variants = { quarter_off = { set = heeded } },
}
