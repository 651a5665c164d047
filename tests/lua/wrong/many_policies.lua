-- What a list takes outside the interpreter is memory of the scenario too.
local fl = require "fanloop"
local policies = {}
for i = 1, 80000 do
  policies[i] = fl.festival { id = "f" .. i, from = "2022-05-02", to = "2022-05-03" }
end
return fl.scenario {
  world = fl.world "kuaishou-2022-core",
  calendar = { from = "2022-05-01", to = "2022-05-31" },
  policies = policies,
}
