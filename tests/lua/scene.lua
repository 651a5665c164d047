-- What the fixtures share: a sound scenario, with what a fixture adds.
local fl = require "fanloop"

return function(more)
  local scenario = {
    world = fl.world("kuaishou-2022-core", { fans = 1000 }),
    calendar = { warmup = 10, from = "2022-05-01", to = "2022-05-31" },
  }
  for key, value in pairs(more) do
    scenario[key] = value
  end
  return fl.scenario(scenario)
end
