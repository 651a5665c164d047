local scene = require "scene"

return scene {
  metrics = {
    a = function(sim) return 1 end,
    b = function(sim) return "1" end,
  },
}
