-- What a variant adds is memory of the scenario, as its own lists are.
local fl = require "fanloop"
local policies = {}
for i = 1, 80000 do
  policies[i] = fl.festival { id = "f" .. i, from = "2022-05-02", to = "2022-05-03" }
end
return fl.scenario {
  world = fl.world "kuaishou-2022-core",
  calendar = { from = "2022-05-01", to = "2022-05-31" },
  variants = { many = { add = policies } },
}
