-- Trust that grows within minutes and is never lost: most relations end at 1.
local fl = require "fanloop"
return fl.scenario {
  name = "saturated",
  world = fl.world("kuaishou-2022-core", { fans = 1500, rooms = 40, params = { ["trust.gain_per_hour"] = 5, ["trust.memory"] = 10000 } }),
  calendar = { warmup = 30, from = "2022-06-01", to = "2022-06-20" },
}
