-- Modules beside the scenario, in folders below it, and the user's own world.
local fl = require "fanloop"
local mine = require "library.world"
assert(require "library.world" == mine and require "fanloop" == fl)
local world = fl.world(mine, { fans = 500, empty_start = true })
return fl.scenario { world = world, calendar = { from = "2022-05-01", to = "2022-05-02" } }
