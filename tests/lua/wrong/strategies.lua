local fl = require "fanloop"
return fl.scenario {
  world = fl.world("kuaishou-2022-core", { fans = 1000, params = { ["seller.scripted"] = { "bell" } } }),
  calendar = { from = "2022-05-01", to = "2022-05-31" },
  brands = {
    fl.brand { id = "soy", strategy = "cost_plus" },
    fl.brand { id = "tea", strategie = function() end },
    fl.brand { id = "oil", scripted = "yes" },
  },
  rooms = {
    fl.room { id = "r", brand = "soy", strategy = {} },
  },
  policies = {
    fl.subsidy { id = "s", from = "2022-05-01", to = "2022-05-02", budget = 1, strategy = function() end },
  },
  strategies = {
    kui = function() end,
    belt = 3,
    function() end,
  },
}
