local fl = require "fanloop"
return fl.scenario {
  name = "small",
  title = "A world that runs in a moment",
  world = fl.world("kuaishou-2022-core", { fans = 2000, rooms = 60 }),
  calendar = { warmup = 3, from = "2022-06-01", to = "2022-06-10" },
  seed = "one",
  params = { ["fan.activity"] = 1.5, ["fan.minutes"] = 0 / 0, ["trust.gain_per_hour"] = "0,3" },
  policies = {
    fl.subsidy { id = "a", from = "2022-06-04", to = "2022-06-08", budget = -1 },
    fl.subsidy { id = "a", from = "2022-06-04", to = "2022-06-31", budget = 1e6 },
    fl.festival { id = "late", from = "2023-06-04", to = "2023-06-08" },
  },
}
