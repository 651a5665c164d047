local scene = require "scene"

local function share(sim)
  return sim.platform.private_share
end

return scene {
  on_day = function(sim)
    return share(sim) + 1
  end,
}
