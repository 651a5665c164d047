-- What a strategy of the shipped library decides is told where the scenario gives it.
local fl = require "fanloop"
local strategies = require "fanloop.strategies"
return fl.scenario {
  calendar = { warmup = 10, from = "2022-05-01", to = "2022-05-31" },
  world = fl.world("kuaishou-2022-core", { fans = 1000, rooms = 0 }),
  brands = {
    fl.brand {
      id = "soy",
      strategy = strategies.cost_plus { days = 1, low = -2, high = -1 },
    },
  },
}
