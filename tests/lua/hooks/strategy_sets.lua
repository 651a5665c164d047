local scene = require "scene"
local levers

return scene {
  on_day = function(sim)
    levers = sim
  end,
  strategies = {
    big = function()
      levers:set("fan.activity", 0.5)
    end,
  },
}
