-- What is it
--   Paid traffic (磁力金牛): rooms bid for visits from the feed, with budgets that are a share of their sales; and one seller of
--   800,000 followers with a budget of its own.
-- Question
--   What does a yuan of paid traffic bring on the day and over a year, and to whom?
-- Scope and limitations
--   Who advertises, and for what share of its sales, is given; bids and their pace follow from what visits brought. Sellers look at the
--   GMV of the visit alone, not at followers. Visits only: no paid search, no advertisers from outside, no cost of goods. GMV
--   before returns. Against `none` the feed has room for paid visits that it otherwise leaves empty (ads.displacement).
-- Knobs
--   ads.load (slots an hour), ads.budget_share, ads.target_roi, ads.participation, ads.relevance; ads_budget and ads_roi of a room.
-- Things to notice
--   Eight run numbers, the year against `none`. Rooms spend 2.0 % of GMV on it, .25 yuan a visit. A yuan brings 4.1 yuan in the visit and
--   7.7 with what followers won so buy later; on the whole platform it brings 2.1 more, since most would have been bought elsewhere. Half
--   the budgets add 46 bn yuan for 13 bn, usual ones 39 for 18, double ones 23 for 23: the slots are the same, and money takes them from
--   rooms that suit fans better. To whom: the platform receives 19 bn more, big sellers 12 and new ones 4 before the cost of goods; of the
--   others nothing can be told. Sales move from rooms above a million followers to waist and tail.
--   For one seller it is another matter. The shop against itself without a budget, others as usual (30,000 fans, seven months): GMV +30 %
--   (20 to 42 %), 4.5 +- .6 for each yuan where the visit brings 1.8: followers come back, and sales raise public exposure.
-- Things to try
--   --set follow.per_minute=0 --set follow.after_order=0: nobody stays. A copy of this file with ads_budget = 0, and `fanloop compare` of
--   both: what the seller's own money brings. SELECT kind, sum(spend_fen), sum(gmv_fen) FROM ads_day GROUP BY kind. --set ads.load=0.15.
-- Sources
--   Facts 5 (paid traffic, ROI); platform figures: online marketing of all kinds was some 5 % of e-commerce GMV in 2022. Loads, budgets
--   and returns asked for are assumed (docs/model.md, 7.13).
local fl = require "fanloop"

-- Sums of a day's rows of one column.
local function sum(rows, column)
  local all = 0
  for _, row in ipairs(rows) do all = all + row[column] end
  return all
end

-- A measure of the run so far: sum over sum. `read` gives both for one day.
local function so_far(read)
  local above, below = 0, 0
  return function(sim)
    if not sim.in_window then return nil end
    local a, b = read(sim)
    above, below = above + a, below + b
    return below > 0 and above / below or 0
  end
end

return fl.scenario {
  title = "What does paid traffic bring, and to whom?",
  title_zh = "付费流量（磁力金牛）带来什么，谁受益？",
  question = "What does a yuan of paid traffic bring on the day and over a year, and to whom?",
  question_zh = "一元付费流量当天带来多少GMV，一年带来多少，谁受益？",
  world = fl.world("kuaishou-2022", { fans = 4e4, focus_fans = 2e4, focus_weight = 400, params = { ["ads.load"] = 0.3 } }),
  calendar = { warmup = 180, from = "2022-01-01", to = "2022-12-31" },
  brands = { fl.brand { id = "own", kind = "kuai" } },
  rooms = {
    fl.room { id = "shop", brand = "own", category = "women_apparel", followers = fl.wan(80), ads_budget = fl.wan(1), ads_roi = 1 },
  },
  metrics = {
    ads_share_of_gmv = so_far(function(sim) return sim.platform.ads_fen, sim.platform.gmv_fen end),
    roi_of_the_visit = so_far(function(sim)
      local rows = sim:rows("ads_day")
      return sum(rows, "gmv_fen"), sum(rows, "spend_fen")
    end),
    roi_with_followers = so_far(function(sim)
      local rows = sim:rows("ads_day")
      return sum(rows, "gmv_fen") + sum(rows, "later_gmv_fen"), sum(rows, "spend_fen")
    end),
    yuan_per_visit = so_far(function(sim)
      local rows = sim:rows("ads_day")
      return sum(rows, "spend_fen") / 100, sum(rows, "visits")
    end),
    yuan_per_follower = so_far(function(sim)
      local rows = sim:rows("ads_day")
      return sum(rows, "spend_fen") / 100, sum(rows, "follows")
    end),
    shop_roi_of_the_visit = so_far(function(sim)
      local shop = sim:room("shop")
      return shop.gmv_paid_fen, shop.ads_fen
    end),
    shop_roi_with_followers = so_far(function(sim)
      local shop = sim:room("shop")
      return shop.gmv_paid_fen + shop.gmv_bought_fen, shop.ads_fen
    end),
  },
  variants = {
    none = { set = { ["ads.load"] = 0 } },
    half = { set = { ["ads.budget_share"] = 0.04 } },
    double = { set = { ["ads.budget_share"] = 0.16 } },
  },
  baseline = "none",
}
