local fl = require "fanloop"
return fl.scenario {
  world = fl.world "kuaishou-2022-core",
  calendar = { from = "2022-05-01", to = "2022-07-31" },
  baseline = "non",
  policies = { fl.subsidy { id = "cash-back", from = "2022-05-20", to = "2022-06-19", budget = 1e6 } },
  variants = {
    none = { without = "cash-back" },
  },
}
