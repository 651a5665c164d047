-- A scenario with one of everything.
local fl = require "fanloop"

return fl.scenario {
  name = "full",
  title = "One of everything",
  world = fl.world("kuaishou-2022-core", { fans = 2e3, rooms = 100, params = { ["fan.activity"] = 0.5 } }),
  seed = 3,
  calendar = { warmup = 30, from = "2022-05-01", to = "2022-07-31", flat = true },
  params = { ["trust.form"] = "frozen" },
  policies = {
    fl.festival { id = "616", from = "2022-05-20", to = "2022-06-19", peak = { "2022-06-16", "2022-06-19" } },
    fl.subsidy { id = "ten-billion", from = "2022-05-20", to = "2022-06-19", budget = fl.yi(10), share = 0.15, cap = 50 },
  },
  brands = { fl.brand { id = "soy", kind = "big" } },
  rooms = { fl.room { id = "soy-room", brand = "soy", followers = fl.wan(79) } },
  on_start = function(sim) sim:set("fan.activity", 0.6) end,
  on_day = function(sim) assert(sim:get("fan.activity") == 0.6) end,
  on_end = function(sim) assert(sim.day == 3) end,
  metrics = { gmv = function(sim) return sim.platform and sim.platform.gmv_fen end },
}
