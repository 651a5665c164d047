-- Each variant copies all policies: their product counts.
local fl = require "fanloop"
local policies, variants = {}, {}
for i = 1, 5000 do
  policies[i] = fl.festival { id = "f" .. i, from = "2022-05-02", to = "2022-05-03" }
end
for i = 1, 1000 do
  variants["v" .. i] = { without = "f1" }
end
return fl.scenario {
  world = fl.world "kuaishou-2022-core",
  calendar = { from = "2022-05-01", to = "2022-05-31" },
  policies = policies,
  variants = variants,
}
