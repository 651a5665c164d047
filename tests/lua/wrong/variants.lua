local fl = require "fanloop"
return fl.scenario {
  world = fl.world "kuaishou-2022-core",
  calendar = { from = "2022-05-01", to = "2022-07-31" },
  policies = { fl.subsidy { id = "cash-back", from = "2022-05-20", to = "2022-06-19", budget = 1e6 } },
  variants = {
    a = { without = "cashback" },
    b = { without = "zebra" },
    c = {
      withot = "cash-back",
    },
    d = {
      set = { ["cash-back.shar"] = 0.3, ["subsidy.cap"] = 5 },
    },
    e = {},
    f = { set = {} },
    g = 5,
    h = { set = { ["cash-back.share"] = 3 } },
    i = { without = { 5 }, set = "trust.memory" },
    j = { without = "cash-back" },
  },
}
