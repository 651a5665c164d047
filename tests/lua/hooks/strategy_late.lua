local scene = require "scene"
local kept

return scene {
  on_day = function()
    if kept then print(kept.cash) end
  end,
  strategies = {
    big = function(_, view)
      kept = view
    end,
  },
}
