-- What is it
--   The ten-billion subsidy (百亿补贴) all year round, 2023: 10 bn yuan, a tenth of genuine offers listed, 15 % of the price, at most 100
--   yuan an order, the same money every day. It ends on 31 December; half a year without it follows. `none`: never; `good_goods`:
--   only rooms with a goods score of .6 and more are listed; `heavy_fans`, `new_fans`: only heavy relations, or passers-by, get it;
--   `quarter`: a quarter of the money.
-- Question
--   What does a year-round subsidy of genuine goods bring, for whom should it be, and what is left when it ends?
-- Scope and limitations
--   Sellers do not answer the list: prices follow their rule, which does not see who pays, and no better goods come for it. The platform
--   of 2022 in all its fields – live rooms, paid traffic, shelf, distribution – with three scores and other dates; no festival beside it.
--   What sellers keep is what is left of sales when goods, parcels, hosts, traffic and commission are paid; the organisation is not. A
--   script ends it, so that short runs work: `compare` takes the window for its days, and what is left stands in the metrics (bn: billion
--   yuan).
-- Knobs
--   ten-billion.budget, .share, .cap, .list_share, .pacing, .platform_part, .fan_tiers, .brand_kinds, .least_score; price_image.*.
-- Things to notice
--   Eight run numbers against `none`, with 95 % intervals. GMV of the year is 3.1 % higher (2.7 to 3.5), 26 bn yuan; of each yuan paid
--   there are 2.6 of GMV, of which sellers keep .75 and the platform .03 as commission. It pays as an outlay for reach (1.7 % more buyers),
--   not as trade. That a quarter of the money does more a yuan cannot be told (2.7 and .89). Targets change more: heavy fans would have
--   bought anyway (1.2 and .58, and no buyer more), passers-by 2.4 and .67 with 1.8 % more buyers, good goods 2.1 and .61. Targeted money
--   is not all spent on heavy fans and good goods: 7.1 and 4.6 bn, for want of listed offers and fans.
--   Left of it: nothing that can be told from 0, +.2 % (-.4 to .8) in the first quarter after it and .0 % (-.5 to .6) in the second. The
--   price image is .12 on the last day and .006 half a year later, and mean trust is what it was on the last day (+.1 %, -.2 to .4): it is
--   trust that lasts, and a lower price alone does not build it.
--   Naive beside it: before and after -28 bn (days without it: -55 bn, by season), orders it paid for +67 bn; paired +26 bn over its days.
-- Things to try
--   fanloop compare with --set ten-billion.list_share=0.3: more of the targeted money is spent. --set ten-billion.platform_part=0.5: sellers pay
--   half. fanloop compare scenarios/ten_billion.lua --explain good_goods. SELECT fan_tier, sum(orders), sum(platform_fen) / 100 FROM
--   subsidy_day GROUP BY fan_tier.
-- Sources
--   Facts 6 (genuine goods, "genuine and low price"; traffic by score, 2023). Depth, cap and list are assumed (docs/model.md, M18).
local fl = require "fanloop"
local measures = require "fanloop.measures"

local first, last, ends = "2023-01-01", "2024-06-30", "2023-12-31"

-- Billion yuan of a day's row.
local function billions(column)
  return function(sim) return sim.platform[column] / 1e11 end
end

-- What sellers have left of a month's sales when goods, hosts, traffic and commission are paid, billion yuan; the month counts on the
-- day on which its books are closed.
local function sellers_keep(sim)
  local all = 0
  for _, row in ipairs(sim:rows("brand_month")) do
    if row.to_date == sim.date then
      all = all + row.sales_fen - row.vouchers_fen - row.refunds_fen - row.goods_fen - row.fulfilment_fen - row.commission_fen
        - row.ads_fen - row.broadcasting_fen
    end
  end
  return all / 1e11
end

return fl.scenario {
  title = "What does a year of ten-billion subsidy bring, and what is left of it?",
  title_zh = "常年百亿补贴带来什么，停补后还剩什么？",
  question = "What does a year-round subsidy of genuine goods bring, for whom should it be, and what is left when it ends?",
  question_zh = "常年补贴正品带来什么，应补给谁，停止后还剩下什么？",
  world = fl.world("kuaishou-2022", { fans = 2e4, params = { ["scores.kept"] = "on" } }),
  calendar = { warmup = 150, from = "2023-01-01", to = "2024-06-30" },
  policies = {
    fl.subsidy { id = "ten-billion", from = first, budget = fl.yi(100), share = 0.15, cap = 100, list_share = 0.1 },
  },
  -- It ends with the year, where a run reaches as far.
  on_start = function(sim)
    if fl.add_days(sim.date, sim.days - 1) > ends then sim:set("ten-billion.to", ends) end
  end,
  metrics = {
    gmv_in_the_year_bn = measures.between(first, ends, billions "gmv_fen"),
    subsidy_bn = measures.between(first, ends, billions "platform_fen"),
    commission_in_the_year_bn = measures.between(first, ends, billions "commission_fen"),
    sellers_keep_in_the_year_bn = measures.between(first, ends, sellers_keep),
    gmv_first_quarter_after_bn = measures.between("2024-01-01", "2024-03-31", billions "gmv_fen"),
    gmv_second_quarter_after_bn = measures.between("2024-04-01", last, billions "gmv_fen"),
    price_image_at_its_end = measures.between(ends, ends, function(sim) return sim.platform.price_image end),
    price_image_half_a_year_after = measures.between(last, last, function(sim) return sim.platform.price_image end),
    mean_trust_at_its_end = measures.between(ends, ends, function(sim) return sim.census.mean_trust end),
    mean_trust_half_a_year_after = measures.between(last, last, function(sim) return sim.census.mean_trust end),
  },
  variants = {
    none = { without = "ten-billion" },
    good_goods = { set = { ["ten-billion.score_by"] = "goods", ["ten-billion.least_score"] = 0.6 } },
    heavy_fans = { set = { ["ten-billion.fan_tiers"] = "heavy" } },
    new_fans = { set = { ["ten-billion.fan_tiers"] = "passer_by" } },
    quarter = { set = { ["ten-billion.budget"] = fl.yi(25) } },
  },
  baseline = "none",
}
