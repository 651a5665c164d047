-- A misspelt strategy is no strategy left out.
local fl = require "fanloop"
local strategies = require "fanloop.strategies"
return fl.scenario {
  world = fl.world("kuaishou-2022-core", { fans = 1000 }),
  calendar = { warmup = 10, from = "2022-05-01", to = "2022-05-31" },
  strategies = { belt = strategies.lerne },
}
