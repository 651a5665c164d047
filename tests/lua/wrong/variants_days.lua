local fl = require "fanloop"
return fl.scenario {
  world = fl.world "kuaishou-2022-core",
  calendar = { from = "2022-05-01", to = "2022-07-31" },
  variants = {
    later = { set = { from = "2022-06-01" } },
    more = { set = { fans = 1e5, warmup = 10 } },
    lucky = { set = { seed = 7, run = 3 } },
  },
}
