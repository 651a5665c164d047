local scene = require "scene"

return scene {
  on_day = function(sim)
    sim.platform.gmv_fen = 5
  end,
}
