local fl = require "fanloop"
local rooms = {}
for i = 1, 6 do
  rooms[i] = fl.room {
    id = "silk-" .. i, brand = "silk", category = "women_apparel", followers = fl.wan(30), live_prob = 0.95, start_minute = 600 + 120 * i,
  }
end

local function so_far(read)
  local sum = 0
  return function(sim)
    if sim.in_window then sum = sum + read(sim) end
    return sum
  end
end

-- A column of the brand's day.
local function goods(sim, column)
  local rows = sim:rows("supply_brand_day")
  return rows[1] and rows[1][column] or 0
end

local function of_goods(column, unit)
  return so_far(function(sim) return goods(sim, column) / unit end)
end

-- Orders in a column of presale_day from fans whose trust in the room is above .5.
local function trusting(column)
  return so_far(function(sim)
    local sum = 0
    for _, row in ipairs(sim:rows("presale_day")) do
      if row.trust_band == "50_to_75" or row.trust_band == "from_75" then sum = sum + row[column] end
    end
    return sum
  end)
end

local function silk(changes)
  local set = {}
  for key, value in pairs(changes) do set["silk." .. key] = value end
  return { set = set }
end

return fl.scenario {
  title = "Presale of 45 days, or stock?",
  title_zh = "45天半预售，还是备货？",
  question = "A brand shows samples and delivers within 45 days, or lays in stock: what does it sell, to whom, and with what cash?",
  question_zh = "先出样、45天内发货，还是备货：卖出多少、卖给谁、占用多少资金？",
  world = fl.world("kuaishou-2022", {
    fans = 1.2e4, rooms = 200, focus_fans = 8192, focus_weight = 500, params = { ["supply.form"] = "chain" },
  }),
  calendar = { warmup = 90, from = "2022-03-01", to = "2022-08-31" },
  brands = { fl.brand { id = "silk", kind = "kuai", style_share = 1, lead_days = 45 } },
  rooms = rooms,
  metrics = {
    brand_yuan = so_far(function(sim)
      local sum = 0
      for i = 1, 6 do sum = sum + sim:room("silk-" .. i).paid_fen - sim:room("silk-" .. i).refund_fen end
      return sum / 100
    end),
    goods_sold = of_goods("sold", 1),
    presale_orders = of_goods("presale_orders", 1),
    cancelled = of_goods("cancelled", 1),
    turned_away = of_goods("turned_away", 1),
    waste = of_goods("waste", 1),
    stocking_yuan = of_goods("stocking_fen", 100),
    tied_up_yuan = function(sim) return goods(sim, "tied_up_fen") / 100 end,
    presale_of_trusting = trusting("orders"),
  },
  variants = {
    presale_15 = silk { presale_share = 1, presale_wait_days = 15 },
    presale_45 = silk { presale_share = 1, presale_wait_days = 45 },
    half = silk { presale_share = 0.5, presale_wait_days = 45 },
    untrusted = { set = { ["silk.presale_share"] = 1, ["silk.presale_wait_days"] = 45, ["supply.wait_trust"] = 0 } },
  },
}
