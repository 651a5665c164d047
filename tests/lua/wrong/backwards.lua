local fl = require "fanloop"
return fl.scenario {
  world = fl.world("kuaishou-2022-core", { fans = 1e8, focus_fans = 2e8, params = { ["platform.population"] = 1e7 } }),
  calendar = {
    from = "2022-07-31",
    to = "2022-05-01",
  },
}
