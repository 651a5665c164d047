-- Nothing is near: what there is.
local fl = require "fanloop"
local sellers = require "fanloop.sellers"
return fl.scenario {
  world = fl.world("kuaishou-2022-core", { fans = 1000 }),
  calendar = { warmup = 10, from = "2022-05-01", to = "2022-05-31" },
  metrics = { a = sellers.nothing },
}
