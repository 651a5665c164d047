local scene = require "scene"

local keep = {}
return scene {
  on_day = function(sim)
    for i = 1, 1e9 do
      keep[i] = { i }
    end
  end,
}
