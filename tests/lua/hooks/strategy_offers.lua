local scene = require "scene"

return scene {
  strategies = {
    big = function()
      return { offers = { "first", "fith" } }
    end,
  },
}
