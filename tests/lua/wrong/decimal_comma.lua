local fl = require "fanloop"
return fl.scenario {
  world = fl.world "kuaishou-2022-core",
  calendar = { from = "2022-05-01", to = "2022-07-31" },
  policies = {
    fl.subsidy {
      id = "ten-billion", from = "2022-05-20", to = "2022-06-19", budget = fl.yi(10),
      share = 0,3,
    },
  },
}
