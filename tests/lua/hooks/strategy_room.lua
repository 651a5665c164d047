local scene = require "scene"
local fl = require "fanloop"

return scene {
  world = fl.world("kuaishou-2022-core", { fans = 1000, rooms = 0 }),
  brands = { fl.brand { id = "soy", kind = "big" }, fl.brand { id = "wheels" } },
  rooms = {
    fl.room { id = "soy-room", brand = "soy" },
    fl.room {
      id = "tyres",
      brand = "wheels",
      strategy = function()
        return { live_prob = 0.5, price = 0.9 }
      end,
    },
  },
}
