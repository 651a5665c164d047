-- A small sweep: a subsidy's depth and cap, a hook that fails where both are high.
local fl = require "fanloop"

return fl.scenario {
  name = "swept",
  world = fl.world("kuaishou-2022-core", { fans = 2000, rooms = 40 }),
  calendar = { warmup = 5, from = "2022-06-01", to = "2022-06-10" },
  policies = { fl.subsidy { id = "cash", from = "2022-06-03", to = "2022-06-10", budget = fl.yi(10), share = 0.15, cap = 50 } },
  metrics = { orders_m = function(sim) return sim.platform.orders / 1e6 end },
  on_day = function(sim)
    if sim:get("cash.cap") > 85 and sim:get("cash.share") > 0.27 then error("too much of a good thing") end
  end,
  sweep = {
    design = "grid", runs = 2,
    factors = { ["cash.share"] = fl.grid(0.1, 0.3, 0.1), ["cash.cap"] = fl.levels { 30, 60, 90 } },
  },
}
