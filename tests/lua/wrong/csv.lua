local fl = require "fanloop"
local twice = fl.csv("csv/brands.csv")
return fl.scenario {
  world = fl.world("kuaishou-2022-core", { fans = 1000 }),
  calendar = { from = "2022-05-01", to = "2022-05-31" },
  brands = twice,
  rooms = {
    fl.csv "csv/rooms.csv",
    fl.csv("../LICENSE"),
    fl.csv("/etc/passwd"),
    fl.csv("csv/../csv/rooms.csv"),
    fl.csv(".hidden"),
    fl.csv("csv/none.csv"),
    fl.csv("csv"),
    fl.csv("csv/gbk.csv"),
    fl.csv("csv/zero.csv"),
    fl.csv("csv/utf16.csv"),
    fl.csv("csv/semicolons.csv"),
    fl.csv("csv/open.csv"),
    fl.csv("csv/empty.csv"),
    fl.sqlite("csv/rooms.csv", "rooms"),
  },
  policies = { fl.csv("csv/open.csv") },
}
