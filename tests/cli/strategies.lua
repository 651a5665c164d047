local fl = require "fanloop"
local strategies = require "fanloop.strategies"
return fl.scenario {
  name = "strategies",
  title = "Sellers who decide for themselves",
  world = fl.world("kuaishou-2022-core", { fans = 3000, rooms = 60 }),
  calendar = { warmup = 5, from = "2022-06-01", to = "2022-06-20" },
  policies = {
    fl.subsidy { id = "cashback", from = "2022-06-10", to = "2022-06-18", budget = 1e8, share = 0.2, cap = 40 },
  },
  brands = {
    fl.brand {
      id = "nova",
      kind = "kuai",
      strategy = function(self, view)
        self.best = math.max(self.best or 0, view.orders)
        if view.orders < self.best / 2 then return { price = 0.8 + 0.1 * math.random() } end
        return { price = 1.1, offers = { "first", "second", "third" } }
      end,
    },
    fl.brand { id = "calm", kind = "big" },
  },
  rooms = {
    fl.room {
      id = "nova-day", brand = "nova", followers = 2e7, start_minute = 600,
      strategy = function(_, view) return { live_prob = view.day % 2 == 0 and 1 or 0.2 } end,
    },
    fl.room { id = "nova-night", brand = "nova", followers = 3e7 },
    fl.room { id = "calm", brand = "calm", followers = 3e7 },
  },
  strategies = { belt = strategies.together(strategies.cost_plus { markup = 1.4 }, strategies.penny_pincher()), new = strategies.lerner() },
  variants = {
    rule = { set = { ["nova.scripted"] = false } },
    rules = { set = { ["nova.scripted"] = false, ["nova-day.scripted"] = false, ["seller.scripted"] = "big" } },
    dry = { without = "cashback" },
  },
}
