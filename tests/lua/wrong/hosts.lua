local fl = require "fanloop"
local li = fl.host { id = "Lin", room = "tea", skil = 1.2 }
return fl.scenario {
  world = fl.world("kuaishou-2022-core", { fans = 1000, params = { ["hosts.kept"] = "on" } }),
  calendar = { from = "2022-05-01", to = "2022-05-31" },
  brands = { fl.brand { id = "tea" } },
  rooms = { fl.room { id = "r1", brand = "tea" }, fl.room { id = "tea", brand = "tea", team = 2 } },
  hosts = {
    fl.csv "csv/hosts.csv",
    li,
    li,
    fl.room { id = "no-host", brand = "tea" },
    fl.host { id = "Sun", room = "tea", affection = 0.6, place = 3 },
    fl.host { id = "Qian", room = "tea", affection = 0.6, leave_per_year = "never" },
    fl.host { room = "tea" },
  },
  policies = {
    fl.departure { id = "a", from = "2022-05-02", to = "2022-05-03", room = "tea", host = "Lim" },
    fl.departure { id = "b", from = "2022-05-12", to = "2022-05-13", room = "tea", host = 9 },
    fl.departure { id = "c", from = "2022-05-22", to = "2022-05-23", room = "r1", host = "Qian" },
    fl.departure { id = "d", from = "2022-05-26", to = "2022-05-27", room = "r1", host = true },
    fl.departure { id = "e", from = "2022-05-29", to = "2022-05-30", room = "r1", host = "1.5" },
  },
}
