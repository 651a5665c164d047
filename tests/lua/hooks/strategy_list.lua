local scene = require "scene"

return scene {
  strategies = {
    big = function()
      return { 0.9 }
    end,
  },
}
