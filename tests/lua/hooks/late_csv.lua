local scene = require "scene"
local fl = require "fanloop"

return scene {
  on_day = function()
    fl.csv("csv/rooms.csv")
  end,
}
