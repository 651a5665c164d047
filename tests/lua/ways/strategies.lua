-- Strategies: who is asked, in which order, what they see and keep.
local fl = require "fanloop"
local ready = require "fanloop.strategies"
local asked, drawn = {}, {}

local function note(self, view)
  asked[#asked + 1] = self.id
  self.days = (self.days or 0) + 1
  self.first = self.first or view
  assert(self.first == view, "one view serves all calls")
  assert(view.day == self.days and view.weight == 1 and view.date == fl.add_days("2022-04-20", view.day))
  drawn[#drawn + 1] = math.random(1000000)
end

local soy = fl.brand {
  id = "soy",
  kind = "big",
  strategy = function(self, view)
    assert(self.id == "soy" and self.kind == "big" and view.kind == "big" and view.rooms == 2)
    note(self, view)
    return { price = 0.95, start_minute = 600 + view.day, offers = { "first", "fourth" } }
  end,
}
assert(type(soy.strategy) == "function" and soy.scripted == true)
assert(not pcall(function() return soy.stratgy end))

for name, make in pairs(ready) do
  local strategy = name == "together" and make(ready.cost_plus(), ready.invest_ahead()) or make()
  assert(type(strategy) == "function", name)
end

return fl.scenario {
  calendar = { warmup = 10, from = "2022-05-01", to = "2022-05-31" },
  world = fl.world("kuaishou-2022-core", { fans = 1000, rooms = 0 }),
  brands = { soy, fl.brand { id = "plain", kind = "belt" } },
  strategies = {
    kuai = function() error("there is none") end,
    belt = note,
  },
  on_day = function(sim)
    if sim.day > 0 then
      assert(table.concat(asked, " ") == "soy 品牌 \"🎉\"", table.concat(asked, " "))
      assert(drawn[1] ~= drawn[2])
    end
    asked = {}
  end,
}
