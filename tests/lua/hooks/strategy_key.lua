local scene = require "scene"

return scene {
  strategies = {
    big = function()
      return { zeal = 1, prise = 0.9, quality = 7 }
    end,
  },
}
