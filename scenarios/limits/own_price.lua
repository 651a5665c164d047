-- What is it
--   Twelve brands of one room each change all their prices for good, by a tenth or to the double, while everybody else keeps theirs.
-- Question
--   How do orders of a seller answer to its price, at first and in the end?
-- Scope and limitations
--   A check of the model, not a what-if: no seller answers, the calendar is flat. Elasticity: ln of orders over ln of prices.
-- Knobs
--   choice.price_level (what stays when references have followed), choice.reference_room_share and the memory of references.
-- Things to notice
--   What it finds stands in docs/limits.md: a little above 2 at first; 1.5 in the end of a doubling, when buyers know the room by its new prices.
-- Things to try
--   --set choice.price_level=1: what would end that being dear pays, and what it costs elsewhere (docs/model.md, 8).
-- Sources
--   Bijmolt, van Heerde and Pieters (2005): -2.62 in the mean of 1,851 elasticities, stronger at first than in the end.
local fl = require "fanloop"
local measures = require "fanloop.measures"

local categories = { "women_apparel", "food", "beauty", "home" }
local brands, rooms = {}, {}
for i = 1, 12 do
  brands[i] = fl.brand { id = "b" .. i, kind = "kuai", change_from = "2022-01-01" }
  rooms[i] = fl.room { id = "r" .. i, brand = "b" .. i, category = categories[i % 4 + 1], followers = 4e6 }
end

local function orders(sim) return measures.of_rooms(sim, rooms, measures.orders) end

local function prices_at(factor)
  local set = {}
  for i = 1, 12 do set["b" .. i .. ".change_price"] = factor end
  return { set = set }
end

return fl.scenario {
  title = "Limits: a seller's own price",
  title_zh = "模型边界：商家自身的价格",
  question = "How do orders of a seller answer to its price, at first and in the end?",
  question_zh = "商家调价后，订单短期和长期如何反应？",
  world = fl.world("kuaishou-2022-core", { fans = 2e4, rooms = 300 }),
  calendar = { warmup = 90, from = "2022-01-01", to = "2022-07-19", flat = true },
  brands = brands, rooms = rooms,
  metrics = {
    orders_first_28_days = measures.between("2022-01-01", "2022-01-28", orders),
    orders_last_28_days = measures.between("2022-06-22", "2022-07-19", orders),
  },
  variants = { down_10 = prices_at(0.9), up_10 = prices_at(1.1), double = prices_at(2) },
}
