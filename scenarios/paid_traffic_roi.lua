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
    return below > 0 and above / below or nil
  end
end

return fl.scenario {
  world = fl.world("kuaishou-2022", { fans = 2e4, params = { ["ads.load"] = 0.3 } }),
  calendar = { warmup = 180, from = "2022-01-01", to = "2022-12-31" },
  brands = { fl.brand { id = "own", kind = "kuai" } },
  rooms = { fl.room { id = "shop", brand = "own", category = "women_apparel", followers = fl.wan(1500), ads_budget = fl.wan(10), ads_roi = 1 } },
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
