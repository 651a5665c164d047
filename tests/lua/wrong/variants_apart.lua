local fl = require "fanloop"
return fl.scenario {
  world = fl.world "kuaishou-2022-core",
  calendar = { from = "2022-05-01", to = "2022-07-31" },
  policies = { fl.subsidy { id = "cash", from = "2022-05-20", to = "2022-06-19", budget = 1e6 } },
  variants = {
    short = { set = { ["cash.to"] = "2022-05-25" } },
    backwards = { set = { ["cash.to"] = "2022-05-01" } },
    late = {
      set = { ["cash.to"] = "2022-08-25" },
    },
  },
}
