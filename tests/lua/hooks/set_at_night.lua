local scene = require "scene"

return scene {
  metrics = {
    cheat = function(sim) sim:set("fan.activity", 1) end,
  },
}
