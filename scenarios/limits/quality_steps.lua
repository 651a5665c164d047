-- What is it
--   Sixteen brands of one room each whose goods and service become better by two tenths for good, or worse by two tenths.
-- Question
--   Does trust fall faster than it rises, and do orders?
-- Scope and limitations
--   A check of the model, not a what-if: prices and hours stay, the calendar is flat. Who bought in the first week did not know of the
--   change: told is how they trust the room a week later, where they still have a relation to it, and what they order there until April.
-- Knobs
--   trust.gain_good, trust.loss_bad, outcome.satisfaction_scale, outcome.reputation_memory; change_quality, change_service.
-- Things to notice
--   What it finds stands in docs/scorecard.md (V13). By construction a fall is a share of the trust there is, and a rise a share of what is
--   missing: with trust.loss_bad .35 and gain_good .16 falls are larger above a trust of .31, and smaller below.
-- Things to try
--   --set trust.loss_bad=.16: as much as a delight adds. Fakes, which take most: trust.loss_fake, scenarios/lemons.lua.
-- Sources
--   validation V13: experiments on trust after a breach and after its repair.
local fl = require "fanloop"
local measures = require "fanloop.measures"

local categories = { "women_apparel", "food", "beauty", "home" }
local brands, rooms = {}, {}
for i = 1, 16 do
  brands[i] = fl.brand { id = "b" .. i, kind = "kuai", change_from = "2022-01-01" }
  rooms[i] = fl.room { id = "r" .. i, brand = "b" .. i, category = categories[i % 4 + 1], followers = 1e5 }
end

local function orders(sim) return measures.of_rooms(sim, rooms, measures.orders) end

-- Buyers of the first week: room by fan (of several rooms the first); how many, and what they order there later.
local bought, count, later, own = {}, 0, 0, {}

local function read(sim)
  if not sim.in_window then return end
  for i = 1, 16 do own[sim:room("r" .. i).room] = true end
  for _, order in ipairs(sim:rows("sample_order")) do
    if order.date >= "2022-01-01" and order.date <= "2022-01-07" and own[order.room] and not bought[order.fan] then
      bought[order.fan], count = order.room, count + 1
    elseif order.date >= "2022-01-15" and bought[order.fan] == order.room then
      later = later + 1
    end
  end
end

local function trust(sim)
  if sim.date ~= "2022-01-14" then return nil end
  local sum, known = 0, 0
  for fan, room in pairs(bought) do
    for _, relation in ipairs(sim:fan(fan).relations) do
      if relation.room == room then sum, known = sum + relation.trust, known + 1 end
    end
  end
  return known > 0 and sum / known or nil
end

local function quality(level)
  local set = {}
  for i = 1, 16 do set["b" .. i .. ".change_quality"], set["b" .. i .. ".change_service"] = level, level end
  return { set = set }
end

return fl.scenario {
  title = "Limits: better and worse goods",
  title_zh = "模型边界：商品变好与变差",
  question = "Does trust fall faster than it rises, and do orders?",
  question_zh = "信任是否跌得快、涨得慢，订单呢？",
  world = fl.world("kuaishou-2022-core", { fans = 3e4, focus_fans = 20480, focus_weight = 100, rooms = 300 }),
  params = { ["record.sample_share"] = 1 },
  calendar = { warmup = 90, from = "2022-01-01", to = "2022-04-02", flat = true },
  brands = brands, rooms = rooms,
  on_day = read,
  metrics = {
    trust_of_buyers = trust,
    later_orders_a_buyer = measures.at_end(function() return count > 0 and later / count or nil end),
    orders_first_28_days = measures.between("2022-01-01", "2022-01-28", orders),
    orders_last_28_days = measures.between("2022-03-06", "2022-04-02", orders),
  },
  variants = { better = quality(0.8), worse = quality(0.4) },
}
