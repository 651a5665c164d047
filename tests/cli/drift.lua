local fl = require "fanloop"
return fl.scenario {
  name = "drift",
  world = fl.world("kuaishou-2022-core", { fans = 500, rooms = 20, empty_start = true }),
  calendar = { warmup = 56, from = "2022-06-01", to = "2022-06-01" },
}
