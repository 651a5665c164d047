local fl = require "fanloop"
return fl.scenario {
  title = "Rows in every table that docs/output.md, Queries to copy, asks for",
  world = fl.world("kuaishou-2022", {
    fans = 6000, rooms = 60, focus_fans = 4096, focus_weight = 100,
    params = { ["winback.rule_share"] = 0.5, ["winback.lapsed_days"] = 7 },
  }),
  calendar = { warmup = 20, from = "2022-03-10", to = "2022-04-20" },
  brands = { fl.brand { id = "own", kind = "kuai" } },
  rooms = {
    fl.room { id = "first", brand = "own", category = "food", followers = 30000, ads_budget = 2000, team = 2 },
    fl.room { id = "second", brand = "own", category = "food", followers = 8000 },
  },
  policies = {
    fl.departure { id = "gone", room = "first", from = "2022-03-25", to = "2022-04-05", host = 1, rival = "second" },
  },
}
