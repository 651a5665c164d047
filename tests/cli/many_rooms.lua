local fl = require "fanloop"
local rooms = {}
for i = 1, 14 do
  rooms[i] = fl.room { id = "r" .. i, brand = "soy", followers = i == 1 and 0 or 1e6 * i }
end
return fl.scenario {
  world = fl.world("kuaishou-2022-core", { fans = 6000, rooms = 60 }),
  calendar = { warmup = 1, from = "2022-06-01", to = "2022-06-01" },
  brands = { fl.brand { id = "soy" }, fl.brand { id = "tea" } },
  rooms = rooms,
}
