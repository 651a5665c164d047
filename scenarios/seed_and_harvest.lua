-- What is it
--   Seeding and harvest (种草, 拔草): what fans see on air makes them want goods that they buy days later, in the room that showed them, in
--   another one or on the shelf; beside a platform on which content makes nobody want anything (`no_seeding`).
-- Question
--   How much of GMV had been seeded by content, how much later and where is it harvested, and how much of it is new?
-- Scope and limitations
--   Live rooms plant wishes, the feed's short videos do not. A wish is for a category or a room; a fan has four at most. Names of brands that
--   wishes carry (seeding.named) need word of mouth, which is off here. Wishes bring needs forward or raise them within a part
--   of what the fan needs anyway, and bring no money. `timing_only`: all of them are needs that would have arisen; `own_room_only`: all
--   are for the goods of the room that planted them; `no_shelf`: nothing is harvested on the shelf, nor sold there.
-- Knobs
--   seeding.per_minute, seeding.lag_days, seeding.memory, seeding.elsewhere, seeding.search, seeding.forward, seeding.forward_days,
--   seeding.raised_share; shelf.search.
-- Things to notice
--   Eight run numbers, against `no_seeding`, 95 % intervals. 5.0 % of GMV had been seeded, 6.4 days before in the mean. 64 % of these
--   orders are made in the room that planted the wish, since followers come back to it, 29 % in another room and 6 % on the shelf. GMV is
--   1.8 % higher (1.5 to 2.2): of what is attributed to seeding over a third is new, the rest would have been bought anyway. Timing alone
--   brings nothing that can be told from 0 (+.2 %, -.3 to .8). Where nothing is harvested elsewhere, GMV rises as much (1.8 %, 1.4 to 2.2),
--   though less of it is attributed (4.2 %): what others harvest is mostly what they would have sold. Without a shelf the platform sells
--   less (-3.6 %), and as much of it had been seeded.
-- Things to try
--   SELECT place, lag, sum(orders), sum(gmv_fen) / 100 FROM seeding_harvest GROUP BY place, lag. --set seeding.raised_share=0.5; --set
--   seeding.per_minute=0.02: twice the content does not plant twice the wishes. A room of your own: what it planted for others is in seeding_room.
-- Sources
--   Facts 4 (a million people a day ask in comments where to buy: content seeds demand that a later visit harvests). Rates are assumed
--   (docs/model.md, M21).
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
  world = fl.world("kuaishou-2022-core", { fans = 2e4, params = open }),
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
