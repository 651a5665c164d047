-- What is it
--   A brand with six rooms of 300,000 followers that sells styles of women's apparel, in a catchment of four million people. As the
--   scenario stands it lays in stock, 45 days ahead and from forecasts that are wrong. Variants make its styles to order (semi-presale,
--   半预售): `presale_15` and `presale_45` all of them, shipped after 15 and 45 days; `half` one of two, after 45; `untrusted` as presale_45,
--   where trust makes no wait shorter.
-- Question
--   A brand shows samples and delivers within 45 days, or lays in stock: what does it sell, to whom, and with what cash?
-- Scope and limitations
--   Any number can be made in time. Prices are the same; who waits is not told to others. margin_yuan is what fans pay, less refunds, cost
--   of goods and of stock; what comes back is taken to be worth nothing, and hosts, ads and staff are left out. The brand does not learn
--   from a season that it has too much stock. How much a day of waiting repels is assumed.
-- Knobs
--   presale_share, presale_wait_days, lead_days of fl.brand; supply.wait_cost, supply.wait_trust, supply.cancel_per_day, supply.deposit,
--   supply.forecast_error, supply.scrap.
-- Things to notice
--   Eight run numbers, March to August, means. With stock the brand sells 1.30 m pieces for 57 m yuan; 380,000 more are left over, stock
--   costs it 16 m, 21 m are tied up at the end, and its margin is -12 m yuan (what is left over is what it loses). All on presale it sells
--   .76 m pieces for 34 m with a wait of 15 days and .42 m for 15 m with 45, nothing is left over, buyers' money finances the goods (1.3
--   and 2.6 m more than it has paid), and the margin is 7.0 and 2.3 m. Half on presale: .84 m pieces, -4.1 m. Who waits: 41 % of the orders
--   with 15 days and 72 % of those with 45 come from fans whose trust in the rooms is above .5; 11 and 25 % of the orders are cancelled.
--   Without the part of trust that shortens the wait the brand sells .31 m pieces, 70 % of them to the trusting all the same: who nearly
--   buys in any case does so in spite of the wait.
-- Things to try
--   SELECT trust_band, sum(orders), sum(shipped), sum(cancelled) FROM presale_day GROUP BY 1, with --set silk.presale_share=1. SELECT date,
--   stock, on_way, tied_up_fen / 100 FROM supply_brand_day. --set supply.deposit=0; --set silk.lead_days=15.
-- Sources
--   Facts 6 (sample first, sell, deliver within 45 days; custom cloth takes 30 to 60; works only when fans trust enough to wait). Costs of
--   waiting, hazards and errors are assumed (docs/model.md, M13).
local fl = require "fanloop"
local measures = require "fanloop.measures"
local sellers = require "fanloop.sellers"

local rooms = sellers.rooms("silk", 6, 120, {
  category = "women_apparel", followers = fl.wan(30), live_prob = 0.95, start_minute = 720,
})

-- A column of the day of the scenario's one brand, and over all days.
local function goods(sim, column) return measures.sum(sim, "supply_brand_day", column) end
local function of_goods(column, unit) return measures.total_of("supply_brand_day", column, unit) end

local function earned(sim) return measures.earned(sim, rooms) end

-- Presale orders of fans whose trust in the room is above .5.
local function trusting(sim)
  local sum = 0
  for _, row in ipairs(sim:rows("presale_day")) do
    if row.trust_band == "50_to_75" or row.trust_band == "from_75" then sum = sum + row.orders end
  end
  return sum
end

local function silk(changes) return sellers.variant("silk", changes) end

return fl.scenario {
  title = "Presale of 45 days, or stock?",
  title_zh = "45天半预售，还是备货？",
  question = "A brand shows samples and delivers within 45 days, or lays in stock: what does it sell, to whom, and with what cash?",
  question_zh = "先出样、45天内发货，还是备货：卖出多少、卖给谁、占用多少资金？",
  world = fl.world("kuaishou-2022-core", {
    fans = 1.2e4, rooms = 200, focus_fans = 8192, focus_weight = 500, params = { ["supply.form"] = "chain" },
  }),
  calendar = { warmup = 90, from = "2022-03-01", to = "2022-08-31" },
  brands = { fl.brand { id = "silk", kind = "kuai", style_share = 1, lead_days = 45 } },
  rooms = rooms,
  metrics = {
    brand_yuan = measures.total(earned),
    margin_yuan = measures.total(function(sim) return earned(sim) - (goods(sim, "goods_fen") + goods(sim, "stocking_fen")) / 100 end),
    goods_sold = of_goods("sold", 1),
    presale_orders = of_goods("presale_orders", 1),
    cancelled = of_goods("cancelled", 1),
    waste = of_goods("waste", 1),
    stocking_yuan = of_goods("stocking_fen", 100),
    tied_up_yuan = function(sim) return goods(sim, "tied_up_fen") / 100 end,
    presale_of_trusting = measures.total(trusting),
  },
  variants = {
    presale_15 = silk { presale_share = 1, presale_wait_days = 15 },
    presale_45 = silk { presale_share = 1, presale_wait_days = 45 },
    half = silk { presale_share = 0.5, presale_wait_days = 45 },
    untrusted = { set = { ["silk.presale_share"] = 1, ["silk.presale_wait_days"] = 45, ["supply.wait_trust"] = 0 } },
  },
  explain = "presale_45",
}
