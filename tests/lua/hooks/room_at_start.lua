local scene = require "scene"

return scene {
  on_start = function(sim)
    return sim:room(0)
  end,
}
