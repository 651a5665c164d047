-- What is it
--   Paid traffic (磁力金牛): rooms bid for visits from the feed, with budgets that are a share of their sales; and a brand with twelve rooms
--   (矩阵号) and a budget of its own.
-- Question
--   What does a yuan of paid traffic bring on the day and over a year, and to whom?
-- Scope and limitations
--   Who advertises, and for what share of its sales, is given; bids and their pace follow from what visits brought. Sellers look at the
--   GMV of the visit alone, not at followers. Visits only: no paid search, no advertisers from outside. The returns here are GMV before
--   refunds and cost of goods; v_seller_profit of the file has both. Against `none` the feed has room for paid visits that it otherwise
--   leaves empty (ads.displacement).
-- Knobs
--   ads.load (slots an hour), ads.budget_share, ads.target_roi, ads.participation, ads.relevance; ads_budget and ads_roi of a room.
-- Things to notice
--   Eight run numbers, the year against `none`, 95 % intervals. Rooms spend 1.9 % of GMV on it, .23 yuan a visit. A yuan brings 3.7 yuan
--   in the visit and 6.5 with what followers won so buy later, but on the whole platform GMV rises by about what is spent: 12 bn yuan (4
--   to 20) for 17, since most would have been bought elsewhere. With half the budgets it is 18 bn (11 to 25) for 12, with double ones 6
--   (-1 to 13) for 21: the slots are the same, and money takes them from rooms that suit fans better. The brand's own yuan brings 1.5 in
--   the visit (1.3 to 1.8) and 2.6 with followers (1.9 to 3.3), while everybody else advertises too.
--   For one seller alone it is another matter (tests/test_follow_pays.c): others as usual, a yuan brings 2.5 in the visit and 5.1 with
--   what followers kept so buy later.
-- Things to try
--   --set follow.per_minute=0 --set follow.after_order=0: nobody stays. A copy of this file with ads_budget = 0, and `fanloop compare` of
--   both: what the brand's own money brings. SELECT kind, sum(spend_fen), sum(gmv_fen) FROM ads_day GROUP BY kind. --set ads.load=0.15.
-- Sources
--   Facts 5 (paid traffic, ROI); platform figures: online marketing of all kinds was some 5 % of e-commerce GMV in 2022. Loads, budgets
--   and returns asked for are assumed (docs/model.md, M11).
local fl = require "fanloop"
local measures = require "fanloop.measures"

local function ads(sim, column) return measures.sum(sim, "ads_day", column) end

-- One brand with a matrix of rooms (矩阵号): a single one is too small for so few simulated fans.
local shops = {}
for i = 1, 12 do
  shops[i] = fl.room {
    id = "shop-" .. i, brand = "own", category = "women_apparel", followers = fl.wan(400), start_minute = 600 + 60 * i,
    ads_budget = fl.wan(2), ads_roi = 1,
  }
end

-- A column of the day over the brand's rooms.
local function brand(sim, column)
  local all = 0
  for i = 1, 12 do all = all + sim:room("shop-" .. i)[column] end
  return all
end

return fl.scenario {
  title = "What does paid traffic bring, and to whom?",
  title_zh = "付费流量（磁力金牛）带来什么，谁受益？",
  question = "What does a yuan of paid traffic bring on the day and over a year, and to whom?",
  question_zh = "一元付费流量当天带来多少GMV，一年带来多少，谁受益？",
  world = fl.world("kuaishou-2022", { fans = 2e4 }),
  calendar = { warmup = 180, from = "2022-01-01", to = "2022-12-31" },
  brands = { fl.brand { id = "own", kind = "kuai" } },
  rooms = shops,
  metrics = {
    ads_share_of_gmv = measures.so_far(function(sim) return sim.platform.ads_fen, sim.platform.gmv_fen end),
    roi_of_the_visit = measures.so_far(function(sim) return ads(sim, "gmv_fen"), ads(sim, "spend_fen") end),
    roi_with_followers = measures.so_far(function(sim)
      return ads(sim, "gmv_fen") + ads(sim, "later_gmv_fen"), ads(sim, "spend_fen")
    end),
    yuan_per_visit = measures.so_far(function(sim) return ads(sim, "spend_fen") / 100, ads(sim, "visits") end),
    yuan_per_follower = measures.so_far(function(sim) return ads(sim, "spend_fen") / 100, ads(sim, "follows") end),
    brand_roi_of_the_visit = measures.so_far(function(sim) return brand(sim, "gmv_paid_fen"), brand(sim, "ads_fen") end),
    brand_roi_with_followers = measures.so_far(function(sim)
      return brand(sim, "gmv_paid_fen") + brand(sim, "gmv_bought_fen"), brand(sim, "ads_fen")
    end),
  },
  variants = {
    none = { set = { ["ads.load"] = 0 } },
    half = { set = { ["ads.budget_share"] = 0.04 } },
    double = { set = { ["ads.budget_share"] = 0.16 } },
  },
  baseline = "none",
}
