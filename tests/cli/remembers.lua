local fl = require "fanloop"
local log, total = {}, { orders = 0, draws = {} }
local function note(row) log[#log + 1] = row end
return fl.scenario {
  name = "remembers",
  title = "Hooks that remember",
  world = fl.world("kuaishou-2022-core", { fans = 500, rooms = 25 }),
  calendar = { warmup = 10, from = "2022-05-20", to = "2022-06-20" },
  policies = {
    fl.subsidy { id = "cashback", from = "2022-06-04", to = "2022-06-18", budget = 1e8, share = 0.15, cap = 40 },
  },
  strategies = {
    belt = function(self, view)
      self.orders = (self.orders or 0) + view.orders
      if view.day % 5 == 0 then return { price = 0.9 + 0.2 * math.random(), live_prob = 0.3 + 0.5 * self.orders / (self.orders + 1e4) } end
    end,
  },
  on_start = function(sim) sim:set("trust.memory", 60) end,
  on_day = function(sim)
    local row = sim.platform
    if row then
      note(row)
      total.orders = total.orders + row.orders
      total.draws[sim.date] = math.random()
    end
    if #log % 7 == 3 then sim:set("fan.minutes", 80 + total.orders % 13) end
  end,
  metrics = {
    days = function() return #log end,
    first = function() return log[1] and log[1].orders end,
    drawn = function()
      local sum = 0
      for _, value in pairs(total.draws) do sum = sum + value end
      return sum
    end,
  },
}
