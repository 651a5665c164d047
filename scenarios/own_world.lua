-- What is it
--   A province's sellers from a spreadsheet: three brands and five rooms in own_world/brands.csv and rooms.csv, beside the generated platform
--   and one room that the script adds. Put your own files in their place.
-- Question
--   Should the tea brand go on air four hours longer by day, or pay for traffic to its night room?
-- Scope and limitations
--   Six rooms of some million followers each, since a simulated fan stands for 32,250 real ones; rooms of thousands need a focus world
--   (docs/lua.md). Figures of the sellers are made up. What hours and traffic cost is in the books (seller.hour_cost, seller.host_pay);
--   what hosts are like, and that they tire, is not.
-- Knobs
--   Every cell of the files (--set "tea-day.live_hours=6" changes one for a run), ads.load, seller.hour_cost.
-- Things to notice
--   Eight run numbers (`fanloop compare scenarios/own_world.lua --runs 8`), three months, 95 % intervals. The tea brand sells 372 m yuan
--   and is left 70 m after refunds and all costs. Four hours more by day add 1 +- 18 m of sales and 0 +- 6 m of profit, of which nothing
--   can be told: an hour costs 12 yuan and a share of what hosts sell. Traffic for 100,000 yuan a day adds -13 +- 21 m of sales and
--   -6 +- 6 m of profit (-12.2 to -.5): on these run numbers it does not pay. Both together add 9 +- 22 m and 0 +- 6 m. Three months of
--   six rooms are a short time for such a question: --runs 32 halves the intervals.
-- Things to try
--   A column more: content, stock_days, scripted. A wrong cell: `fanloop check` tells all of them with their lines. A database in place
--   of the files: rooms = fl.sqlite("shops.db", "SELECT id, brand, followers FROM shops ORDER BY id"). Who is on air: add
--   hosts = fl.csv "own_world/hosts.csv", and params = { ["hosts.kept"] = "on" }. `fanloop rerun` of the result, in a folder without the
--   files.
-- Sources
--   Shares and levels by kind of seller: facts 4; the rest is made up.
local fl = require "fanloop"

local costs = { "vouchers", "refunds", "goods", "fulfilment", "commission", "ads", "broadcasting", "overhead", "investment" }

-- A sum over the tea brand's months, in million yuan, told on the last day of the window.
local function in_millions(read)
  local sum, told = 0, nil
  return function(sim)
    local tea = sim:brand("Wuyuan tea").brand
    for _, row in ipairs(sim:rows("brand_month")) do
      if row.brand == tea and row.from_date >= "2022-03-01" and row.to_date ~= told then
        told = row.to_date
        sum = sum + read(row) / 1e8
      end
    end
    if sim.date == "2022-05-31" then return sum end
  end
end

return fl.scenario {
  title = "A province's sellers from a spreadsheet",
  title_zh = "用表格导入自己的商家与直播间",
  question = "Four hours more a day in the day room, or 100,000 yuan a day of paid traffic at night: which leaves the tea brand more?",
  question_zh = "茶叶品牌日场每天多播四小时，还是晚场每天投十万元付费流量，哪个赚得更多？",
  world = fl.world("kuaishou-2022-core", { fans = 2e4, rooms = 300, params = { ["ads.load"] = 0.3 } }),
  calendar = { warmup = 60, from = "2022-03-01", to = "2022-05-31" },
  brands = fl.csv "own_world/brands.csv",
  rooms = {
    fl.csv "own_world/rooms.csv",
    fl.room { id = "honey-new", brand = "Hill honey", category = "food", followers = fl.wan(200) },
  },
  metrics = {
    tea_sales_m = in_millions(function(row) return row.sales_fen end),
    tea_profit_m = in_millions(function(row)
      local left = row.sales_fen
      for _, cost in ipairs(costs) do left = left - row[cost .. "_fen"] end
      return left
    end),
  },
  variants = {
    hours = { set = { ["tea-day.live_hours"] = 8 } },
    traffic = { set = { ["tea-night.ads_budget"] = 1e5 } },
    both = { set = { ["tea-day.live_hours"] = 8, ["tea-night.ads_budget"] = 1e5 } },
  },
  explain = "hours",
}
