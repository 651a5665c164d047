local fl = require "fanloop"
return fl.scenario {
  name = "small",
  title = "A world that runs in a moment",
  world = fl.world("kuaishou-2022-core", { fans = 2000, rooms = 60 }),
  calendar = { warmup = 3, from = "2022-06-01", to = "2022-06-10" },
  policies = {
    fl.festival { id = "june", from = "2022-06-04", to = "2022-06-08", peak = { "2022-06-07", "2022-06-08" }, heat_days = 2 },
    fl.subsidy { id = "cashback", from = "2022-06-04", to = "2022-06-08", budget = 1e8, share = 0.2, cap = 40 },
  },
}
