local scene = require "scene"

return scene {
  metrics = {
    share = function(sim) return 0 / 0 end,
  },
}
