local fl = require "fanloop"
return fl.scenario {
  world = fl.world("kuaishou-2022-core", { fans = 1000, rooms = 60 }),
  calendar = { warmup = 2, from = "2022-06-01", to = "2022-06-06" },
  policies = {
    fl.subsidy { id = "cashback", from = "2022-06-02", to = "2022-06-05", budget = 1e10, share = 0.2, cap = 40 },
  },
}
