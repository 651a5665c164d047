local fl = require "fanloop"
local function sale(id) return fl.festival { id = id, from = "2022-05-20", to = "2022-06-19" } end
return fl.scenario {
  world = fl.world "kuaishou-2022-core",
  calendar = { from = "2022-05-01", to = "2022-07-31" },
  policies = {
    sale("616"), sale("616"),
    fl.festival { from = "2022-05-20", to = "2022-06-19" },
    fl.festival { id = "a.b", from = "2022-05-20", to = "2022-06-19" },
    fl.festival { id = "trust", from = "2022-05-20", to = "2022-06-19" },
    fl.festival { id = "line\nbreak", from = "2022-05-20", to = "2022-06-19" },
    fl.festival { id = ("x"):rep(64), from = "2022-05-20", to = "2022-06-19" },
    fl.festival { id = "品牌 \"🎉\"", from = "2022-05-20", to = "2022-06-19" },
  },
  brands = { fl.brand { id = "soy" }, fl.brand { id = "soy" } },
  rooms = {
    fl.room { id = "room", brand = "soi" },
    fl.room { id = "7", brand = "soy" },
  },
}
