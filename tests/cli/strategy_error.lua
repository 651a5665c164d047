local fl = require "fanloop"
return fl.scenario {
  name = "strategy_error",
  world = fl.world("kuaishou-2022-core", { fans = 1000, rooms = 20 }),
  calendar = { warmup = 3, from = "2022-06-01", to = "2022-06-10" },
  brands = {
    fl.brand {
      id = "nova",
      strategy = function(_, view)
        if view.day == 3 then return { prise = 0.9 } end
        if view.date == "2022-06-05" then error("enough") end
      end,
    },
  },
  rooms = { fl.room { id = "nova", brand = "nova", followers = 1e6 } },
}
