local fl = require "fanloop"
return fl.scenario {
  name = "metric",
  world = fl.world("kuaishou-2022-core", { fans = 2000, rooms = 60 }),
  calendar = { warmup = 3, from = "2022-06-01", to = "2022-06-10" },
  metrics = {
    share = function(sim) return 0 / 0 end,
  },
}
