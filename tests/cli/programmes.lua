-- Programmes that several policies make up, in a run that shows each at work: new sellers enter, belts sell, rooms of the middle exist.
local fl = require "fanloop"
local programmes = require "fanloop.programmes"
local policies = programmes.double_hundred { from = "2022-03-01", goal = 4e5, cash = 4e3, resources = 2e10, explore_days = 5 }
for _, policy in ipairs(programmes.joint_session { from = "2022-03-12", to = "2022-03-13" }) do policies[#policies + 1] = policy end
return fl.scenario {
  name = "programmes",
  world = fl.world("kuaishou-2022-core", {
    fans = 8000, rooms = 200, params = { ["ads.load"] = 0.3, ["seller.entry_per_year"] = 3, ["platform.population"] = 2e6, ["platform.rooms"] = 2000 },
  }),
  calendar = { warmup = 2, from = "2022-03-01", to = "2022-03-31" },
  policies = policies,
}
