local fl = require "fanloop"
return fl.scenario {
  name = "small",
  title = "A world that runs in a moment",
  world = fl.world("kuaishou-2022-core", { fans = 2000, rooms = 60 }),
  calendar = { warmup = 3, from = "2022-06-01", to = "2022-06-10" },
  on_day = function() return (("a"):rep(1e5)):find((".-"):rep(20) .. "b") end,
}
