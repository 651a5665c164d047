-- What is it
--   A brand from an industrial belt with six rooms of 300,000 followers in a catchment of four million people, whose goods pass a factory,
--   a wholesaler, an agent and a brand, and are ordered 45 days ahead in batches of 300. Variants: its goods come straight from the factory
--   (DM2C), and what that saves, 33 % of their cost, lowers `price`s, betters `quality` or stays as `margin`; `small_batches` of 50 in 12
--   days with the whole chain; `dm2c`: straight from the factory, small batches and lower prices.
-- Question
--   What does a shorter chain bring a brand that passes its savings on in prices, in quality, or keeps them?
-- Scope and limitations
--   Margins of the stages are assumed, and who drops out does nothing else (no help with styles, credit or returns). Quality ends at 1.
--   margin_yuan is what fans pay, less refunds, cost of goods and of stock; what comes back is taken to be worth nothing, and hosts, ads
--   and staff are left out. Quality acts strongly on what a room sells in this model (docs/model.md, 8): read signs, not sizes,
--   of quality against price.
-- Knobs
--   chain, pass_on, lead_days, batch, style_share of fl.brand; supply.margin_*, supply.forecast_error, supply.setup_cost,
--   supply.price_clearance; for all sellers supply.direct_share, supply.direct_lead_days, supply.direct_batch, supply.pass_on.
-- Things to notice
--   Eight run numbers, March to August, means. As it stands the brand sells 1.32 m pieces for 59 m yuan; 297,000 are left over, stock costs
--   13 m, 28 m are tied up at the end, and its margin is -9 m. Lower prices: 2.01 m pieces for 63 m and a margin of -3 m: 52 % more pieces
--   at two thirds of the price. The margin kept: 1.43 m pieces (more is laid in, since a piece earns more), 500,000 left over, and 9 m.
--   Better goods, as good as can be: 4.7 m pieces, 257 m yuan, 45 m of margin and 64 m tied up, as content buyers come back. Small batches
--   alone: 11 % fewer pieces, since more often there are none (68,000 turned away in place of 24,000), but 500 left over in place of
--   297,000, 5 m tied up and a margin of 8 m. Both with lower prices: 2.08 m pieces, 5 m tied up, 12 m. What is fast is worth more than
--   what is cheap.
-- Things to try
--   SELECT date, offers_new, offers_hit, offers_clearance, stock_fen / 100, waste FROM supply_brand_day. --set maker.lead_days=30. SELECT
--   kind, sum(waste) * 1.0 / sum(sold) FROM supply_day GROUP BY kind, with --set supply.direct_share=1.
-- Sources
--   Facts 3 (D to M to S to B to b to C becomes D to M to C: fewer margins, small batches, fast response, less waste), facts 6 (30 to 60
--   days for custom cloth). Margins, errors and stages are assumed (docs/model.md, M13).
local fl = require "fanloop"
local measures = require "fanloop.measures"
local sellers = require "fanloop.sellers"

local rooms = sellers.rooms("maker", 6, 120, {
  category = "women_apparel", followers = fl.wan(30), live_prob = 0.95, start_minute = 720,
})

-- A column of the day of the scenario's one brand, and over all days.
local function goods(sim, column) return measures.sum(sim, "supply_brand_day", column) end
local function of_goods(column, unit) return measures.total_of("supply_brand_day", column, unit) end

local function earned(sim) return measures.earned(sim, rooms) end

local function maker(changes) return sellers.variant("maker", changes) end

return fl.scenario {
  title = "A shorter chain: lower prices, better goods or a margin?",
  title_zh = "缩短供应链（DM2C）：降价、提质，还是留利？",
  question = "What does a shorter chain bring a brand that passes its savings on in prices, in quality, or keeps them?",
  question_zh = "缩短供应链后，把节省用于降价、提质或留作利润，各带来什么？",
  world = fl.world("kuaishou-2022-core", {
    fans = 1.2e4, rooms = 200, focus_fans = 8192, focus_weight = 500, params = { ["supply.form"] = "chain" },
  }),
  calendar = { warmup = 90, from = "2022-03-01", to = "2022-08-31" },
  brands = { fl.brand { id = "maker", kind = "belt", style_share = 0.8 } },
  rooms = rooms,
  metrics = {
    brand_yuan = measures.total(earned),
    margin_yuan = measures.total(function(sim) return earned(sim) - (goods(sim, "goods_fen") + goods(sim, "stocking_fen")) / 100 end),
    goods_sold = of_goods("sold", 1),
    turned_away = of_goods("turned_away", 1),
    marked_down = of_goods("marked_down", 1),
    waste = of_goods("waste", 1),
    stocking_yuan = of_goods("stocking_fen", 100),
    tied_up_yuan = function(sim) return goods(sim, "tied_up_fen") / 100 end,
  },
  variants = {
    price = maker { chain = "factory", pass_on = "price" },
    quality = maker { chain = "factory", pass_on = "quality" },
    margin = maker { chain = "factory", pass_on = "margin" },
    small_batches = maker { lead_days = 12, batch = 50 },
    dm2c = maker { chain = "factory", pass_on = "price", lead_days = 12, batch = 50 },
  },
  explain = "price",
}
