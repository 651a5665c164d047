local fl = require "fanloop"
return fl.scenario {
  world = fl.world("kuaishou-2022-core", { fans = 6000, rooms = 60, focus_fans = 4096, focus_weight = 100 }),
  calendar = { warmup = 1, from = "2022-06-01", to = "2022-06-02" },
  brands = { fl.brand { id = "soy" } },
  rooms = { fl.room { id = "soy-room", brand = "soy", category = "food", followers = 50000 } },
}
