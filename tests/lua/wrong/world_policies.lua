local fl = require "fanloop"
local world = fl.world(require "wrong.worlds.standing", {
  without = { "tan", 5, key = "ten" },
})
return fl.scenario { world = world, calendar = { from = "2022-05-01", to = "2022-05-02" } }
