local scene = require "scene"

return scene {
  on_day = function(sim)
    sim:set("fan.activity", 7)
  end,
}
