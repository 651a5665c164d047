local scene = require "scene"

return scene {
  on_day = function(sim)
    require "wrong.worlds.mine"
  end,
}
