local fl = require "fanloop"
local rooms = {}
for i = 1, 6 do
  rooms[i] = fl.room {
    id = "maker-" .. i, brand = "maker", category = "women_apparel", followers = fl.wan(30), live_prob = 0.95, start_minute = 600 + 120 * i,
  }
end

-- A column of the brand's day, and sums of it over the window.
local function goods(sim, column)
  local rows = sim:rows("supply_brand_day")
  return rows[1] and rows[1][column] or 0
end

local function so_far(read)
  local sum = 0
  return function(sim)
    if sim.in_window then sum = sum + read(sim) end
    return sum
  end
end

local function of_goods(column, unit)
  return so_far(function(sim) return goods(sim, column) / unit end)
end

local function maker(changes)
  local set = {}
  for key, value in pairs(changes) do set["maker." .. key] = value end
  return { set = set }
end

return fl.scenario {
  title = "A shorter chain: lower prices, better goods or a margin?",
  title_zh = "缩短供应链（DM2C）：降价、提质，还是留利？",
  question = "What does a shorter chain bring a brand that passes its savings on in prices, in quality, or keeps them?",
  question_zh = "缩短供应链后，把节省用于降价、提质或留作利润，各带来什么？",
  world = fl.world("kuaishou-2022", {
    fans = 1.2e4, rooms = 200, focus_fans = 8192, focus_weight = 500, params = { ["supply.form"] = "chain" },
  }),
  calendar = { warmup = 90, from = "2022-03-01", to = "2022-08-31" },
  brands = { fl.brand { id = "maker", kind = "belt", style_share = 0.8 } },
  rooms = rooms,
  metrics = {
    brand_yuan = so_far(function(sim)
      local sum = 0
      for i = 1, 6 do sum = sum + sim:room("maker-" .. i).paid_fen end
      return sum / 100
    end),
    goods_sold = of_goods("sold", 1),
    turned_away = of_goods("turned_away", 1),
    marked_down = of_goods("marked_down", 1),
    waste = of_goods("waste", 1),
    stocking_yuan = of_goods("stocking_fen", 100),
    tied_up_yuan = function(sim) return goods(sim, "tied_up_fen") / 100 end,
  },
  variants = {
    price = maker { chain = "factory", pass_on = "price" },
    quality = maker { chain = "factory", pass_on = "quality" },
    margin = maker { chain = "factory", pass_on = "margin" },
    small_batches = maker { lead_days = 12, batch = 50 },
    dm2c = maker { chain = "factory", pass_on = "price", lead_days = 12, batch = 50 },
  },
}
