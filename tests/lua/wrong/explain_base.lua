local fl = require "fanloop"
return fl.scenario {
  world = fl.world "kuaishou-2022-core",
  calendar = { from = "2022-05-01", to = "2022-07-31" },
  baseline = "hours", explain = "hours",
  variants = {
    hours = { set = { ["trust.memory"] = 90 } },
  },
}
