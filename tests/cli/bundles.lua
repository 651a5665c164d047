local fl = require "fanloop"
local rights = require "fanloop.rights"
return fl.scenario {
  name = "bundles",
  world = fl.world("kuaishou-2022-core", { fans = 3000, rooms = 60 }),
  calendar = { warmup = 2, from = "2022-06-01", to = "2022-06-20" },
  policies = {
    fl.festival { id = "june", from = "2022-06-04", to = "2022-06-08" },
    rights.trust_buy { coverage = 0.5, from = "2022-06-02" },
  },
  variants = { card = { add = rights.trust_card { coverage = 0.8 } } },
}
