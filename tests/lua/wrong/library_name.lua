-- A name that the shipped library does not have.
local fl = require "fanloop"
local rights = require "fanloop.rights"
return fl.scenario {
  world = fl.world("kuaishou-2022-core", { fans = 1000 }),
  calendar = { warmup = 10, from = "2022-05-01", to = "2022-05-31" },
  policies = { rights.trust_bay { coverage = 0.5 } },
}
