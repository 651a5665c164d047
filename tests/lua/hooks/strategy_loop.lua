local scene = require "scene"

return scene {
  strategies = {
    big = function()
      while true do
        pcall(error)
      end
    end,
  },
}
