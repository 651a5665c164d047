-- What is it
--   Rights of buyers (信任购, 信任卡: seven-day return, return shipping, refund without return, fake one pay nine, certificate, first order,
--   phone warranty), on about half of the orders (facts: 45 %), on all goods, and on none.
-- Question
--   What does it cost, and what does it bring, when rights of buyers cover all goods instead of half of the orders?
-- Scope and limitations
--   Coverage is a draw by offer and does not choose good sellers. Sellers raise prices for what rights cost them by their rule alone, a
--   twentieth of the way at a review (seller.price_learning), so that half a year has not seen the end of it. Cost of goods is in the
--   books (v_seller_profit), not in the figures here, which are GMV before returns. Claims come with the delivery.
-- Knobs
--   rights.<right>.coverage, .payer, .eligible, .claim, .cost; rights.weight, rights.card_share, rights.bad_faith, rights.detection.
-- Things to notice
--   Eight run numbers, half a year of the world of 2022, against no rights, 95 % intervals. As it was in 2022 44 % of the orders are
--   covered, and GMV is 1.7 % higher (.7 to 2.7); with all rights on all goods it is 10.7 % (10.0 to 11.3). Of 100 offers that a fan with a
--   motive sees, strangers order 6.1 where they are covered and 5.1 where not, those who know the seller 15.2 and 14.2: unknown sellers
--   gain most, and the private share falls from 50.8 to 50.0 and 47.4 %. Rights cost .52 yuan an order with half covered (.26 sellers,
--   premiums among it, .25 the platform), and 6.0 with all (2.2 and 3.9): twelve times the cost for six times the gain. Goods returned rise
--   from 14.8 to 15.4 and 18.6 %.
--   Refund without return is dear and sells nothing more: with all the other rights on all goods GMV is 10.7 % higher at 1.7 yuan of the
--   platform's an order instead of 3.9. With five times as many fans in bad faith and this right on all goods the platform pays 2.3 yuan an
--   order; three abuses in ten are found out.
-- Things to try
--   SELECT right_name, sum(covered_orders), sum(claims), sum(seller_fen + platform_fen + insurer_fen) FROM right_day GROUP BY 1.
--   --set rights.weight=0: rights cost and sell nothing. --set rights.refund_only.eligible=everyone: no trust card is asked for.
-- Sources
--   Facts 3 (consumer rights); V14 (a meta-analysis of 21 papers); Tversky and Kahneman 1992. Claims and costs are assumed (docs/model.md, M07).
local fl = require "fanloop"
local measures = require "fanloop.measures"

local rights = { "seven_day", "shipping_cover", "refund_only", "fake_nine", "certificate", "first_order", "phone_warranty" }

-- Levers that give each right the coverage `of(right)`.
local function coverage(of)
  local set = {}
  for _, right in ipairs(rights) do set["rights." .. right .. ".coverage"] = of(right) end
  return set
end

-- Orders over offers seen, at sellers who are known or not, of goods that are covered or not.
local function conversion(known, covered)
  return measures.so_far(function(sim)
    for _, row in ipairs(sim:rows("right_choice_day")) do
      if row.known == known and row.covered == covered then return row.orders, row.offers_seen end
    end
    return 0, 0
  end)
end

local function yuan_an_order(column)
  return measures.so_far(function(sim)
    local fen = 0
    for _, row in ipairs(sim:rows("right_day")) do fen = fen + row[column] end
    return fen / 100, sim.platform.orders
  end)
end

return fl.scenario {
  title = "What does full coverage by Trust Buy cost and bring?",
  title_zh = "信任购全面覆盖：成本与收益",
  question = "What does it cost, and what does it bring, when rights of buyers cover all goods instead of half of the orders?",
  question_zh = "消费者权益从覆盖约一半订单扩展到全部商品，成本多少，带来多少？",
  world = fl.world("kuaishou-2022", { fans = 2e4 }),
  calendar = { warmup = 60, from = "2022-01-01", to = "2022-06-30" },
  metrics = {
    covered_orders = measures.so_far(function(sim)
      local orders = 0
      for _, row in ipairs(sim:rows("right_choice_day")) do orders = orders + (row.covered and row.orders or 0) end
      return orders, sim.platform.orders
    end),
    conversion_unknown_covered = conversion(false, true),
    conversion_unknown_bare = conversion(false, false),
    conversion_known_covered = conversion(true, true),
    conversion_known_bare = conversion(true, false),
    sellers_yuan_an_order = yuan_an_order("seller_fen"),
    platform_yuan_an_order = yuan_an_order("platform_fen"),
    insurers_yuan_an_order = yuan_an_order("insurer_fen"),
    returned = measures.so_far(function(sim)
      local p = sim.platform
      return p.returns_fit + p.returns_described + p.returns_fake + p.returns_late, p.delivered
    end),
  },
  variants = {
    no_rights = { set = coverage(function() return 0 end) },
    all_goods = { set = coverage(function() return 1 end) },
    all_but_refund_only = { set = coverage(function(right) return right == "refund_only" and 0.07 or 1 end) },
    bad_faith = { set = { ["rights.bad_faith"] = 0.05, ["rights.refund_only.coverage"] = 1 } },
  },
  baseline = "no_rights",
}
