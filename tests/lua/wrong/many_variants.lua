local fl = require "fanloop"
local variants = {}
for i = 1, 1001 do
  variants["v" .. i] = { set = { ["trust.memory"] = 60 } }
end
return fl.scenario {
  world = fl.world "kuaishou-2022-core",
  calendar = { from = "2022-05-01", to = "2022-05-31" },
  variants = variants,
}
