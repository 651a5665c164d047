local fl = require "fanloop"
return fl.scenario {
  world = fl.world("kuaishou-2022-core", { fans = 1000, rooms = 60 }),
  calendar = { warmup = 2, from = "2022-06-01", to = "2022-06-06" },
  policies = {
    fl.subsidy { id = "cashback", from = "2022-06-02", to = "2022-06-05", budget = 1e10, share = 0.2, cap = 40 },
  },
  baseline = "nine",
  variants = {
    none = { without = "cashback" },
    more = { add = fl.subsidy { id = "cashback", from = "2022-06-04", to = "2022-06-05", budget = 1e6, share = 0.4, cap = 80 } },
    instead = {
      replace = { cashbak = fl.festival { id = "june", from = "2022-06-03", to = "2022-06-05", heat_days = 0, anticipation_days = 0 } },
      set = { ["june.seller_discount"] = 0.2 },
    },
    deeper = {
      replace = { cashback = fl.subsidy { id = "cashback", from = "2022-06-02", to = "2022-06-05", budget = 1e10, share = 0.3, cap = 40 } },
      set = { ["boost.share"] = 0.1 },
    },
  },
}
