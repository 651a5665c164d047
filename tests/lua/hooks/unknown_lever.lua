local fl = require "fanloop"
local scene = require "scene"

-- Each line is what pcall caught: the last stops the run.
return scene {
  policies = { fl.festival { id = "women-day", from = "2022-05-10", to = "2022-05-12" }, fl.subsidy { id = "cb", from = "2022-05-10", to = "2022-05-12", budget = 1 } },
  on_day = function(sim)
    local said = {}
    for _, key in ipairs { "festival.peak_discount", "peak_discount", "cb.shar", "cx.share", "fan.activty", "gain_per_hour", "calendar.to", "cb", "zebra" } do
      said[#said + 1] = select(2, pcall(sim.set, sim, key, 1))
    end
    said[#said + 1] = select(2, pcall(sim.get, sim, "cb.shar"))
    error(table.concat(said, "\n"))
  end,
}
