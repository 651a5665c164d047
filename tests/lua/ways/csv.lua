-- Rooms from a file: a byte order mark, CR LF, quotes, blanks, an empty line, no line end at the end; mixed with rooms of the script.
local fl = require "fanloop"
local rooms = fl.csv "library/rooms.csv"
assert(tostring(rooms) == "list of rows")
assert(not pcall(function() return rooms.id end))

return fl.scenario {
  world = fl.world("kuaishou-2022-core", { fans = 1000 }),
  calendar = { warmup = 10, from = "2022-05-01", to = "2022-05-31" },
  brands = { fl.brand { id = "soy" }, fl.brand { id = "tea" } },
  rooms = { fl.room { id = "first", brand = "tea" }, rooms, fl.room { id = "last", brand = "tea" } },
}
