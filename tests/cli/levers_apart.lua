local fl = require "fanloop"
return fl.scenario {
  name = "apart",
  world = fl.world("kuaishou-2022-core", { fans = 2000, rooms = 60 }),
  calendar = { warmup = 3, from = "2022-06-01", to = "2022-06-10" },
  policies = { fl.subsidy { id = "cashback", from = "2022-06-04", to = "2022-06-08", budget = 1e8 } },
  on_day = function(sim)
    if sim.date == "2022-06-02" then sim:set("cashback.to", "2022-06-03") end
  end,
}
