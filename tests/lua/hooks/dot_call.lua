local scene = require "scene"

return scene {
  on_day = function(sim)
    sim.set("trust.memory", 60)
  end,
}
