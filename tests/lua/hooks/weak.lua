local fl = require "fanloop"
local mt = {}
local w = setmetatable({}, mt)
local function turns()
  mt.__mode = "v"
  w[1] = {}
  local n = 0
  while w[1] do
    n = n + 1
    local rubbish = { n }
  end
  mt.__mode = nil
  return n
end
return fl.scenario {
  world = fl.world("kuaishou-2022-core", { fans = 1000 }),
  calendar = { warmup = 10, from = "2022-05-01", to = "2022-05-31" },
  metrics = { turns = turns },
}
