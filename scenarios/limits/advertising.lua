-- What is it
--   Sixteen brands of one room each that spend a fixed sum a day on paid traffic spend twice or half as much from a day on.
-- Question
--   How do orders of a seller answer to what it spends on paid traffic, at first and in the end?
-- Scope and limitations
--   A check of the model, not a what-if: everybody else goes on as usual, the calendar is flat. What counts is what was spent, not the
--   budget. Elasticity: ln of orders over ln of spending.
-- Knobs
--   ads_budget and ads_roi of the rooms; ads.load, ads.relevance, ads.displacement; what following is worth (follow.*).
-- Things to notice
--   What it finds stands in docs/scorecard.md (V16): the elasticity of the first 28 days is that of paid visits, that of the last 28 of 196
--   holds what followers whom they won buy.
-- Things to try
--   --set follow.per_minute=0 --set follow.after_order=0: nobody stays, and the end is as the beginning. Another `ads_budget`.
-- Sources
--   Sethuraman, Tellis and Briesch (2011), 751 estimates: .12 in the short and .24 in the long term; validation V16.
local fl = require "fanloop"
local measures = require "fanloop.measures"

local BUDGET = 1000 -- yuan a day and room
local categories = { "women_apparel", "food", "beauty", "home" }

local function twice() return { ads_budget = 2 * BUDGET } end
local function half() return { ads_budget = BUDGET / 2 } end

-- The brand's strategy doubles the budget, the room's halves it; each variant heeds one of them.
local brands, rooms, doubled, halved = {}, {}, {}, {}
for i = 1, 16 do
  brands[i] = fl.brand { id = "b" .. i, kind = "kuai", strategy = twice, scripted = false }
  rooms[i] = fl.room {
    id = "r" .. i, brand = "b" .. i, category = categories[i % 4 + 1], followers = 1e5, ads_budget = BUDGET, ads_roi = 1, strategy = half,
    scripted = false,
  }
  doubled["b" .. i .. ".scripted"], halved["r" .. i .. ".scripted"] = true, true
end

local function spent(room) return room.ads_fen / 100 end

local function own(read, from, to)
  return measures.between(from, to, function(sim) return measures.of_rooms(sim, rooms, read) end)
end

return fl.scenario {
  title = "Limits: a seller's paid traffic",
  title_zh = "模型边界：商家的付费流量",
  question = "How do orders of a seller answer to what it spends on paid traffic, at first and in the end?",
  question_zh = "商家增减付费流量投入，订单短期和长期如何反应？",
  world = fl.world("kuaishou-2022-core", { fans = 3e4, focus_fans = 20480, focus_weight = 100, rooms = 300 }),
  params = { ["ads.load"] = 0.3 },
  calendar = { warmup = 90, from = "2022-01-01", to = "2022-07-15", flat = true },
  brands = brands, rooms = rooms,
  metrics = {
    orders_first_28_days = own(measures.orders, "2022-01-01", "2022-01-28"),
    orders_last_28_days = own(measures.orders, "2022-06-18", "2022-07-15"),
    spent_first_28_days = own(spent, "2022-01-01", "2022-01-28"),
    spent_last_28_days = own(spent, "2022-06-18", "2022-07-15"),
  },
  variants = { twice = { set = doubled }, half = { set = halved } },
}
