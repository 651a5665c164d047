local fl = require "fanloop"
local policies = {}
for i = 1, 500 do
  policies[i] = fl.festival { id = "f" .. i, from = "2022-06-02", to = "2022-06-02" }
end
return fl.scenario {
  name = "many",
  title = "Five hundred festivals on one day",
  world = fl.world("kuaishou-2022-core", { fans = 300, rooms = 20 }),
  calendar = { warmup = 1, from = "2022-06-01", to = "2022-06-03" },
  policies = policies,
}
