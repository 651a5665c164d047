local scene = require "scene"

return scene {
  strategies = {
    big = function(_, view)
      view.price = 2
    end,
  },
}
