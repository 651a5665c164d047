local fl = require "fanloop"
return fl.scenario {
  name = "idle",
  world = fl.world("kuaishou-2022-core", { fans = 2000, rooms = 60, params = { ["seeding.per_minute"] = 0.2 } }),
  calendar = { warmup = 2, from = "2022-06-01", to = "2022-06-04" },
  params = { ["governance.report_rate"] = 0.5, ["shelf.buy_per_minute"] = 0.1, ["recall.patience"] = 3, ["word.known"] = 0.3 },
  brands = {
    fl.brand { id = "soy", presale_share = 0.5, alliance_commission = 0.3, talk = 2,
               strategy = function(_, view) return { presale = view.stock > 0 and 0.5 or 0 } end },
    fl.brand { id = "tea", talk = 3 },
  },
  rooms = {
    fl.room { id = "soy-day", brand = "soy", followers = 5e7, ads_budget = 1000, ads_roi = 3 },
    fl.room { id = "tea-day", brand = "tea", followers = 5e7 },
  },
  variants = {
    alliance = { set = { ["distribution.share"] = 0.4 } },
    teams = { set = { ["hosts.team"] = 4 } },
  },
}
