local scene = require "scene"

return scene {
  on_day = function(sim)
    count = 1
  end,
}
