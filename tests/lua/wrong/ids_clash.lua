-- "<id>.<field>" has to mean one thing. Brands, rooms and hosts may share an id: the field tells which is meant.
local fl = require "fanloop"
local function subsidy(id) return fl.subsidy { id = id, from = "2022-05-02", to = "2022-05-03", budget = 1e6, share = 0.1 } end
return fl.scenario {
  world = fl.world("kuaishou-2022-core", { fans = 1000, params = { ["hosts.kept"] = "on" } }),
  calendar = { warmup = 10, from = "2022-05-01", to = "2022-05-31" },
  brands = { fl.brand { id = "nova" } },
  rooms = {
    fl.room { id = "nova", brand = "nova", followers = 1e5, category = "food" },
    fl.room {
      id = "evening",
      brand = "nova", followers = 1e5, category = "food",
    },
  },
  hosts = { fl.host { id = "Li", room = "evening" } },
  policies = { subsidy "nova", subsidy "evening", subsidy "Li" },
  variants = {
    dear = { set = { ["nova.price_level"] = 1.2 } },
    more = { add = { fl.festival { id = "nova", from = "2022-05-02", to = "2022-05-03" } } },
  },
}
