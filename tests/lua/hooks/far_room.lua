local fl = require "fanloop"
local scene = require "scene"

return scene {
  brands = { fl.brand { id = "soy" } },
  rooms = { fl.room { id = "soy-room", brand = "soy" }, fl.room { id = "soy-night", brand = "soy" } },
  on_day = function(sim)
    error(select(2, pcall(sim.policy, sim, "nix")) .. "\n" .. select(2, pcall(sim.room, sim, "nix")))
  end,
}
