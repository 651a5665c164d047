local scene = require "scene"

return scene {
  on_start = function(sim)
    local lost = nil
    return lost.total
  end,
}
