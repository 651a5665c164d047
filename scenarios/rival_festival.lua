local fl = require "fanloop"
return fl.scenario {
  world = fl.world("kuaishou-2022", { fans = 2e4 }),
  calendar = { warmup = 60, from = "2022-05-01", to = "2022-08-31" },
  policies = { fl.rival_festival { id = "rival", from = "2022-06-01", to = "2022-06-18", depth = 0.15 } },
  variants = { without_rival = { without = "rival" } },
  baseline = "without_rival",
}
