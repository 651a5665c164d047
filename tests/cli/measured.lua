-- Metrics of the days and of the whole window, and a policy that pays nothing.
local fl = require "fanloop"
local measures = require "fanloop.measures"
return fl.scenario {
  world = fl.world("kuaishou-2022-core", { fans = 1000, rooms = 60 }),
  calendar = { warmup = 2, from = "2022-06-01", to = "2022-06-06" },
  policies = { fl.rights { id = "seven", right = "seven_day", coverage = 0.5, from = "2022-06-02", to = "2022-06-05" } },
  metrics = {
    small = function() return 0.00196 end,
    days = measures.total(function() return 1 end),
    mean_day = measures.so_far(function(sim) return sim.day, 1 end),
  },
  explain = "wide",
  variants = { narrow = { set = { ["seven.coverage"] = 0.1 } }, wide = { set = { ["seven.coverage"] = 0.9 } } },
}
