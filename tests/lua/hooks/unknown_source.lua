local scene = require "scene"

return scene {
  on_day = function(sim)
    return sim:source("privat")
  end,
}
