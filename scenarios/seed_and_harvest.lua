-- What is it
--   Seeding and harvest (种草, 拔草): what fans see on air makes them want goods that they buy days later, in the room that showed them, in
--   another one or on the shelf; beside a platform on which content makes nobody want anything (`no_seeding`).
-- Question
--   How much of GMV had been seeded by content, how much later and where is it harvested, and how much of it is new?
-- Scope and limitations
-- Knobs
-- Things to notice
-- Things to try
-- Sources
local fl = require "fanloop"
local measures = require "fanloop.measures"

local function seeded(sim, column) return measures.sum(sim, "seeding_day", column) end

-- Part of the seeded orders that were made in a place.
local function harvested(place)
  return measures.so_far(function(sim)
    local here = 0
    for _, row in ipairs(sim:rows("seeding_harvest")) do
      if row.place == place then here = here + row.orders end
    end
    return here, seeded(sim, "orders")
  end)
end

local open = { ["shelf.search"] = 0.15, ["shelf.browse"] = 0.06, ["shelf.shop"] = 0.04, ["seeding.form"] = "on" }

return fl.scenario {
  title = "Seed and harvest",
  title_zh = "种草与拔草",
  question = "How much of GMV had been seeded by content, how much later and where is it harvested, and how much of it is new?",
  question_zh = "有多少成交额来自内容种草？隔几天、在哪里拔草？其中多少是增量？",
  world = fl.world("kuaishou-2022", { fans = 2e4, params = open }),
  calendar = { warmup = 180, from = "2022-01-01", to = "2022-06-30" },
  metrics = {
    seeded_share_of_gmv = measures.so_far(function(sim) return seeded(sim, "gmv_fen"), sim.platform.gmv_fen end),
    days_from_seed_to_order = measures.so_far(function(sim)
      return seeded(sim, "lag_days") * seeded(sim, "orders"), seeded(sim, "orders")
    end),
    in_the_same_room = harvested("same_room"),
    in_another_room = harvested("other_room"),
    on_the_shelf = harvested("shelf"),
  },
  variants = {
    no_seeding = { set = { ["seeding.form"] = "off" } },
    timing_only = { set = { ["seeding.forward"] = 1 } },
    own_room_only = { set = { ["seeding.elsewhere"] = 0 } },
    no_shelf = { set = { ["shelf.search"] = 0, ["shelf.browse"] = 0, ["shelf.shop"] = 0 } },
  },
  baseline = "no_seeding",
}
