local fl = require "fanloop"
return fl.scenario {
  world = fl.world("kuaishou-2022-core", { fans = 1000 }),
  calendar = { from = "2022-05-01", to = "2022-05-31" },
  strategies = function(self, view) end,
}
