local scene = require "scene"

local function deeper(view)
  error("orders are " .. view.nothing)
end
return scene {
  strategies = {
    big = function(_, view)
      deeper(view)
    end,
  },
}
