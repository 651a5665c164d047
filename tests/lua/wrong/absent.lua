local fl = require "fanloop"
-- What is wrong with policies of a world is told in runs of other days too.
local world = fl.world({
  policies = {
    fl.festival { id = "backwards", from = "2022-05-15", to = "2022-05-05" },
    fl.festival { id = "undated" },
    fl.subsidy { id = "ends", from = "2021-05-15", to = "2021-05-05", budget = 1 },
    fl.departure { id = "goes", from = "2021-05-01", to = "2021-05-05", room = "nowhere" },
  },
})
return fl.scenario { world = world, calendar = { warmup = 30, from = "2000-01-02", to = "2000-01-05" } }
