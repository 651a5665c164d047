local fl = require "fanloop"
return fl.scenario {
  world = fl.world("kuaishou-2022-core", { fans = "2万" }),
  calendar = { warm_up = 3, from = "2022-06-01", to = "2022-06-10" },
  policy = {},
  policies = {
    fl.subsidies { id = "missing", budget = 1e8 },
    fl.subsidy { id = "percent", budget = "1亿", share = 30, platform_part = "15%", cap = "50" },
    fl.subsidy { id = "nonsense", budget = "much", share = 300, list_share = "150%", brand_kinds = { "快品牌" }, categories = "女装" },
    fl.rights { id = "return", right = "7天无理由退货" },
    fl.traffic_pool { id = "pool", exposures = 1e9, brand = "nvoa", room = "nova-dya" },
  },
  brands = { fl.brand { id = "nova", kind = "快品牌" } },
  rooms = { fl.room { id = "nova-day", brand = "nova" } },
}
