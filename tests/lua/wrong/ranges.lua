local fl = require "fanloop"
return fl.scenario {
  seed = -1,
  world = fl.world("kuaishou-2022-core", { fans = 0, rooms = 1.5 }),
  calendar = { warmup = 180, from = "2022-05-01", to = "2022-07-31" },
  params = {
    ["fan.activity"] = 1.5,
    ["fan.minutes"] = 0 / 0,
    ["trust.memory"] = 1 / 0,
    ["fan.city_income_slope"] = -1 / 0,
  },
  policies = {
    fl.subsidy { id = "a", from = "2022-05-20", to = "2022-06-19",
      budget = -1,
      cap = 0.005,
      share = 15,
    },
    fl.subsidy { id = "b", from = "1822-05-20", to = "2022-06-31", budget = 1e14 },
  },
}
