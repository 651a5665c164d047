local fl = require "fanloop"
local scene = require "scene"

return scene {
  world = fl.world("kuaishou-2022-core", { fans = 1000, params = { ["hosts.kept"] = "on" } }),
  brands = { fl.brand { id = "soy" } },
  rooms = { fl.room { id = "stage", brand = "soy" } },
  hosts = { fl.host { id = "Wang", room = "stage" }, fl.host { id = "Li", room = "stage" } },
  on_day = function(sim)
    assert(sim:host("Li").room == -1 and not sim:host("Li").present)
    return sim:host("Wan")
  end,
}
