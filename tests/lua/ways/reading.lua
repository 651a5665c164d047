-- What hooks can read, over the rows that the test sets.
local fl = require "fanloop"

local function refused(text, f, ...)
  local ok, why = pcall(f, ...)
  assert(not ok and why:find(text, 1, true), why)
end

return fl.scenario {
  world = fl.world("kuaishou-2022-core", { fans = 1000 }),
  calendar = { warmup = 10, from = "2022-05-01", to = "2022-05-31" },
  on_day = function(sim)
    assert(sim.days == 41 and sim.fans == 1000 and not sim.in_window)
    assert(sim.date == fl.add_days("2022-04-21", sim.day))
    assert(sim.platform.orders == 12 and sim.platform.gmv_fen == 60000 and sim.platform.phase == "warmup")
    assert(sim.census == nil)
    assert(sim:source("private").orders == 9 and sim:source("public").orders == 3 and sim:source("shelf") == nil)
    assert(sim:tier("waist", "public").orders == 2 and sim:tier("head", "public") == nil)
    -- a room that is not live has counts of zero; one that is has those of its day
    assert(sim:room("soy-room").orders_private == 0 and sim:room("soy-room").tier == "waist" and sim:room(0).id == "soy-room")
    assert(sim:room("tyres").orders_private == 5 and sim:room(1).tier == "1m" and sim:room(1).brand == 1)
    assert(sim:brand("soy").kind == "big" and sim:brand(1).id == '品牌 "🎉"')
    assert(sim:policy("ten").left_fen == 5000 and sim:policy("616").budget_fen == -1)
    assert(#sim:rows("room") == 2 and sim:rows("room")[2].id == "tyres" and #sim:rows("metric") == 0)
    local fan = sim:fan(3)
    assert(fan.id == 3 and #fan.relations == 1 and fan.relations[1].tier == "heavy" and fan.relations[1].room == 7)
    refused("did you mean 'relation.trust'", function() return fan.relations[1].turst end)
    refused("read-only", function() fan.id = 4 end)
    refused("there is no fan 1000", function() sim:fan(1000) end)
    refused("did you mean 'orders'", function() return sim.platform.ordres end)
    refused("platform_day has no column 'gmv'; did you mean 'gmv_fen'?", function() return sim.platform.gmv end)
    refused("did you mean 'fan.activity'", function() sim:get("fan.activty") end)
    refused("unknown table 'rooms'; did you mean 'room'?", function() sim:rows("rooms") end)
    refused("there is no room '7'", function() sim:room("7") end)
    refused("it must be private", function() sim:source("elsewhere") end)
    local names = {}
    for name in pairs(sim:source("private")) do names[#names + 1] = name end
    assert(names[1] == "date" and names[2] == "source")
  end,
}
