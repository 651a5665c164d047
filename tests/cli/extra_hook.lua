local fl = require "fanloop"
return fl.scenario {
  world = fl.world("kuaishou-2022-core", { fans = 500, rooms = 60 }),
  calendar = { warmup = 2, from = "2022-06-01", to = "2022-06-02" },
  policies = { fl.subsidy { id = "cashback", from = "2022-06-01", to = "2022-06-02", budget = 1e10 } },
  on_day = function(sim)
    print((select(2, pcall(sim.get, sim, "boost.share"))))
    print((select(2, pcall(sim.policy, sim, "boost"))))
    print(#sim:rows("policy"))
    error("enough")
  end,
  variants = { more = { add = fl.subsidy { id = "boost", from = "2022-06-01", to = "2022-06-02", budget = 1e10 } } },
}
