local scene = require "scene"

return scene {
  strategies = {
    big = function(_, view)
      return { price = 0, live_hours = 4, start_minute = view.day }
    end,
  },
}
