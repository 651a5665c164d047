-- Columns that are not known: the nearest, what is meant, or all that there are. The ids that rows lack in them are not told once more.
local fl = require "fanloop"
return fl.scenario {
  world = fl.world("kuaishou-2022-core", { fans = 1000 }),
  calendar = { warmup = 10, from = "2022-05-01", to = "2022-05-31" },
  brands = { fl.brand { id = "nova" } },
  rooms = fl.csv "csv/columns.csv",
}
