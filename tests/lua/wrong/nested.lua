-- Lists within lists: what is no entry in them, and lists without an end.
local fl = require "fanloop"
local function subsidy(id) return fl.subsidy { id = id, from = "2022-05-02", to = "2022-05-03", budget = 1e6, share = 0.1 } end
local circle = { subsidy "a" }
circle[2] = circle
local twice = subsidy "b"
return fl.scenario {
  world = fl.world("kuaishou-2022-core", { fans = 1000 }),
  calendar = { warmup = 10, from = "2022-05-01", to = "2022-05-31" },
  policies = {
    { twice, 7 },
    { twice },
    { id = "c", from = "2022-05-02" },
    { subsidy "d", name = "e" },
    circle,
  },
  rooms = { { fl.brand { id = "own" } } },
  variants = { more = { add = { { subsidy "f", 8 }, circle } } },
}
