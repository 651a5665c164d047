local scene = require "scene"

return scene {
  on_day = function(sim)
    while true do
      pcall(function() while true do end end)
    end
  end,
}
