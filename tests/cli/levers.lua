local fl = require "fanloop"
return fl.scenario {
  name = "moved",
  world = fl.world("kuaishou-2022-core", { fans = 2000, rooms = 60 }),
  calendar = { warmup = 3, from = "2022-06-01", to = "2022-06-10" },
  params = { ["trust.memory"] = 120, ["fan.minutes"] = 90 },
  policies = {
    fl.subsidy { id = "cashback", from = "2022-06-04", to = "2022-06-08", budget = 1e8, share = 0.15, cap = 40 },
  },
  on_start = function(sim) sim:set("trust.memory", 60) end,
  on_day = function(sim)
    if sim.date == "2022-06-06" then sim:set("cashback.share", 0.30) end
    if sim.date >= "2022-06-07" then sim:set("fan.minutes", 80 + sim.day) end
    if sim.date == "2022-06-09" then
      print(select(2, pcall(sim.set, sim, "cashback.from", "2022-06-10")))
      print(select(2, pcall(sim.set, sim, "cashback.to", "2022-06-05")))
    end
  end,
}
