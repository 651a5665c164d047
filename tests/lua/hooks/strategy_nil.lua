local scene = require "scene"

return scene {
  strategies = {
    big = function(self, view)
      local sum = self.sum + view.orders
      return { price = sum }
    end,
  },
}
