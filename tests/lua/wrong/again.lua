local fl = require "fanloop"
local twice = fl.subsidy { id = "ten", from = "2022-05-02", to = "2022-05-03", budget = 1e6 }
local brand = fl.brand { id = "soy" }
return fl.scenario {
  world = fl.world "kuaishou-2022-core",
  calendar = { from = "2022-05-01", to = "2022-05-31" },
  policies = {
    twice,
    false,
    twice,
  },
  brands = { brand, brand },
}
