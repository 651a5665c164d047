-- What is it
--   The pan-shelf (泛货架: search, mall, shop pages, recommendations), open 24 hours, beside live rooms; and rooms that go live on half as
--   many days, with and without it.
-- Question
--   What does a shelf that is always on add to live rooms, and how much of the loss does it make good when fewer are live?
-- Scope and limitations
--   Goods of live rooms only: no seller is on the shelf alone, and none changes prices for it (the rule for prices sees all its orders as
--   one). A page shows four goods of one category; who finds nothing keeps the need. Hosts do not send fans to the shelf. Rooms that are
--   live less often lose followers within the year, so that the variants with fewer live days are another platform, not a holiday.
-- Knobs
--   shelf.search, shelf.browse, shelf.shop (pages), shelf.buy_per_minute, shelf.price_comparison, shelf.fit_return; room.live_prob.
-- Things to notice
--   Eight run numbers, against `no_shelf`, half a year of the world of 2022, 95 % intervals. Orders are 11.9 % higher (11.0 to 12.7), GMV
--   3.9 % (2.8 to 5.0): cheap goods are what a page sells. The shelf sells 50 bn yuan, 11.6 % of GMV, of which a third is new: public
--   visits sell 17 bn and private ones 12 bn less. One order in ten comes back, of those from rooms one in six. Half the live days cost
--   11.1 % of GMV without a shelf, and 9.4 % with one.
-- Things to try
--   SELECT field, sum(pages), sum(orders), sum(gmv_fen) FROM shelf_day GROUP BY field. --set shelf.price_comparison=3: goods beside goods
--   sell cheaper. --set shelf.shop=0: no shop pages of rooms that are followed.
-- Sources
--   Facts 5 (pan-shelf: takes up certain demand, lessens the dependence on being live); returns: V11. Rates are assumed (docs/model.md, M10).
local fl = require "fanloop"
local measures = require "fanloop.measures"

local function shelf(sim, column) return measures.sum(sim, "shelf_day", column) end

local function returned(sim)
  local p = sim.platform
  return p.returns_fit + p.returns_described + p.returns_fake + p.returns_late
end

local closed = { ["shelf.search"] = 0, ["shelf.browse"] = 0, ["shelf.shop"] = 0 }

local fewer = { ["room.live_prob"] = 0.31 }
local fewer_closed = { ["room.live_prob"] = 0.31 }
for _, key in ipairs { "shelf.search", "shelf.browse", "shelf.shop" } do fewer_closed[key] = 0 end

return fl.scenario {
  title = "A shelf that is always on",
  title_zh = "泛货架：不开播也在卖",
  question = "What does a shelf that is always on add to live rooms, and how much of the loss does it make good when fewer are live?",
  question_zh = "泛货架为直播间增加多少销售？少开播时能挽回多少损失？",
  world = fl.world("kuaishou-2022", { fans = 2e4 }),
  calendar = { warmup = 180, from = "2022-01-01", to = "2022-06-30" },
  metrics = {
    shelf_share_of_gmv = measures.so_far(function(sim) return shelf(sim, "gmv_fen"), sim.platform.gmv_fen end),
    pages_per_active_fan = measures.so_far(function(sim) return shelf(sim, "pages"), sim.platform.active_fans end),
    returned_from_shelf = measures.so_far(function(sim) return shelf(sim, "returns"), shelf(sim, "delivered") end),
    returned_from_rooms = measures.so_far(function(sim)
      return returned(sim) - shelf(sim, "returns"), sim.platform.delivered - shelf(sim, "delivered")
    end),
  },
  variants = {
    no_shelf = { set = closed },
    fewer_live = { set = fewer },
    fewer_live_no_shelf = { set = fewer_closed },
  },
  baseline = "no_shelf",
}
