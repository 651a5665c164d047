local scene = require "scene"

return scene {
  strategies = {
    big = function(_, view)
      return { ads_budget = view.orders / view.orders }
    end,
  },
}
