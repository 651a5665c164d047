local fl = require "fanloop"
return fl.scenario {
  name = 12,
  title = { "a" },
  world = fl.world("kuaishou-2022-core", { fans = "many", params = { ["fan.activity"] = {} } }),
  calendar = { warmup = true, from = 20220501, to = "31.7.2022" },
  policies = {
    fl.subsidy {
      id = 5,
      from = "2022-05-20", to = "2022-06-19",
      budget = "10 yi",
      pacing = "evne",
      genuine = 1,
      brand_kinds = { "belt", "kuia" },
      room_tiers = { tail = true },
      fan_tiers = {},
      share = function() return 0.1 end,
    },
    fl.festival("616"),
    { id = "by hand" },
    "616",
    fl.brand { id = "in the wrong list" },
  },
  brands = fl.brand { id = "no list" },
  on_start = "begin",
  metrics = { orders = 5, [1] = function() end },
}
