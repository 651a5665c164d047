local fl = require "fanloop"
local ten = fl.subsidy {
  id = "ten-billion",
  from = "2022-05-20",
  to = "2022-06-19",
  budget = fl.yi(10),
  shar = 0.15,
  Cap = 50,
}
return fl.scenario {
  titel = "Unknown keys, each with the nearest known one",
  world = fl.world("kuaishou-2022-core", {
    fan = 2e5,
    params = {
      ["fan.activty"] = 0.5, -- a comment with fan.activty = 1
      ["gain_per_hour"] = 1,
      zebra = 2,
      ["\27[31mred\nline"] = 3,
      [true] = 4,
    },
  }),
  calendar = { warm_up = 180, from = "2022-05-01", to = "2022-07-31" },
  policies = { ten },
  on_dya = function(sim)
    local a, b = 1, 2
    return a, b
  end,
  params = { ["trust.memroy"] = 1 },
}
