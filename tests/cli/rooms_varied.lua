local fl = require "fanloop"
local rooms = {}
for i = 1, 5 do
  -- the first is never live
  rooms[i] = fl.room { id = "soy-" .. i, brand = "soy", category = "food", followers = 30000 * i, live_prob = i > 1 and 0.9 or 0 }
end
return fl.scenario {
  world = fl.world("kuaishou-2022-core", { fans = 6000, rooms = 60, focus_fans = 4096, focus_weight = 1000 }),
  calendar = { warmup = 2, from = "2022-06-01", to = "2022-06-06" },
  policies = { fl.festival { id = "june", from = "2022-06-02", to = "2022-06-05" } },
  brands = { fl.brand { id = "soy" } },
  rooms = rooms,
  variants = {
    none = { without = "june" },
    same = { set = { ["june.packets_per_day"] = 0 } },
  },
}
