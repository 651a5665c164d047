-- Small searches: a peak of which is known where it is, under a limit, and a figure that follows one lever.
local fl = require "fanloop"

local function lever(sim, key) return sim:get("cash." .. key) end

return fl.scenario {
  name = "searched",
  world = fl.world("kuaishou-2022-core", { fans = 256, rooms = 10 }),
  calendar = { warmup = 1, from = "2022-06-02", to = "2022-06-04" },
  policies = { fl.subsidy { id = "cash", from = "2022-06-02", to = "2022-06-04", budget = fl.yi(10), share = 0.15, cap = 50 } },
  metrics = {
    -- Highest at share .4 and cap 150; with the sum of both under 1 (of their ranges) at .2 and 100 from it on the way back.
    peak = function(sim)
      local x, y = lever(sim, "share") / 0.5 - 0.8, lever(sim, "cap") / 200 - 0.75
      return -x * x - y * y + 1e-6 * (sim.platform.orders / 1e8)
    end,
    load = function(sim) return lever(sim, "share") / 0.5 + lever(sim, "cap") / 200 end,
    depth = function(sim) return lever(sim, "share") + 1e-12 * sim.platform.orders end,
  },
  calibrate = {
    budget = 60,
    factors = { ["cash.share"] = fl.uniform(0.05, 0.5), ["cash.cap"] = fl.uniform(1, 200) },
    targets = { depth = { value = 0.3, tolerance = 0.02 } },
  },
  optimise = {
    maximise = "peak", budget = 110, runs = 2, confirm = 4,
    factors = { ["cash.share"] = fl.uniform(0, 0.5), ["cash.cap"] = fl.uniform(1, 200) },
  },
}
