-- A file of rooms that cannot be read is told first, and what follows from the missing rows not at all.
local fl = require "fanloop"
return fl.scenario {
  world = fl.world("kuaishou-2022-core", { fans = 8192, focus_fans = 4096, params = { ["hosts.kept"] = "on" } }),
  calendar = { warmup = 10, from = "2022-05-01", to = "2022-05-31" },
  policies = {
    fl.traffic_pool { id = "pool", room = "evening", exposures = 1e6 },
    fl.departure { id = "gone", host = "Lee", room = "evening", rival = "morning", from = "2022-05-02", to = "2022-05-09" },
    fl.subsidy { id = "late", from = "2022-06-02", to = "2022-06-03", budget = 1e6, share = 0.1 },
  },
  brands = { fl.brand { id = "nova" } },
  rooms = fl.csv "csv/semicolons.csv",
  hosts = { fl.host { id = "Li", room = "evening" }, fl.host { id = "Wang", room = "evening" } },
  variants = { large = { set = { ["evening.followers"] = 2e5 } } },
}
