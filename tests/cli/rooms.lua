local fl = require "fanloop"
return fl.scenario {
  world = fl.world("kuaishou-2022-core", { fans = 6000, rooms = 60, focus_fans = 4096, focus_weight = 1000 }),
  calendar = { warmup = 3, from = "2022-06-01", to = "2022-06-10" },
  policies = {
    fl.festival { id = "june", from = "2022-06-04", to = "2022-06-08", peak = { "2022-06-07", "2022-06-08" }, flash_rooms = 5 },
  },
  brands = { fl.brand { id = "soy" }, fl.brand { id = "tea" } },
  rooms = {
    fl.room { id = "soy-day", brand = "soy", category = "food", followers = 400000 },
    fl.room { id = "soy-night", brand = "soy", category = "food", followers = 300000 },
    fl.room { id = "tea", brand = "tea", category = "food", followers = 300000, live_prob = 0 },
  },
}
