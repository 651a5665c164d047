-- Programmes that several policies make up, in a run that shows each at work: new sellers enter, belts sell, rooms of the middle exist.
local fl = require "fanloop"
local festivals = require "fanloop.festivals"
local programmes = require "fanloop.programmes"

-- A brand's own day: what its strategy sees each morning is what it decided the day before.
local price, hours
local brand_day = festivals.brand_day { from = "2022-03-10", days = 2, discount = 0.25, live_hours = 10, otherwise = function() return { service = 0.9 } end }
local function strategy(self, view)
  price, hours = view.price, view.live_hours
  return brand_day(self, view)
end

local policies = {
  programmes.double_hundred { from = "2022-03-01", goal = 4e5, cash = 4e3, resources = 2e10, explore_days = 5 },
  programmes.joint_session { from = "2022-03-12", to = "2022-03-13" },
  festivals.super_product_day { brand = "own", from = "2022-03-10", days = 2, per_day = 2e4 },
}
return fl.scenario {
  name = "programmes",
  world = fl.world("kuaishou-2022-core", {
    fans = 8000, rooms = 200, params = { ["ads.load"] = 0.3, ["seller.entry_per_year"] = 3, ["platform.population"] = 2e6, ["platform.rooms"] = 2000 },
  }),
  calendar = { warmup = 2, from = "2022-03-01", to = "2022-03-31" },
  brands = { fl.brand { id = "own", kind = "big", service = 0.6, strategy = strategy } },
  rooms = { fl.room { id = "own-room", brand = "own", category = "food", followers = 60000, live_prob = 1, live_hours = 4 } },
  policies = policies,
  metrics = { price = function() return price end, hours = function() return hours end },
}
