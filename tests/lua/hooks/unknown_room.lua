local scene = require "scene"

return scene {
  on_day = function(sim)
    return sim:room("soi-room")
  end,
}
