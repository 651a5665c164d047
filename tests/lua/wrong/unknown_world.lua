local fl = require "fanloop"
return fl.scenario {
  world = fl.world("kuaishou-2002", { fan = 1e5, params = { ["fan.activty"] = 0.5 } }),
  calendar = { from = "2022-05-01", to = "2022-05-02" },
  policys = {},
}
