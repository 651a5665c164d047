local scene = require "scene"

return scene {
  strategies = {
    big = function(_, view)
      return view.price
    end,
  },
}
