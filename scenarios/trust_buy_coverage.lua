-- What is it
--   Rights of buyers (信任购, 信任卡: seven-day return, return shipping, refund without return, fake one pay nine, certificate, first order,
--   phone warranty), on about 45 % of the orders, on all goods, and on none.
-- Question
--   What does it cost, and what does it bring, when rights of buyers cover all goods instead of 45 % of the orders?
-- Scope and limitations
--   Coverage is a draw by offer and does not choose good sellers. Sellers do not raise prices for what rights cost them, and goods have no
--   cost. Claims come with the delivery. GMV is before returns.
-- Knobs
--   rights.<right>.coverage, .payer, .eligible, .claim, .cost; rights.weight, rights.card_share, rights.bad_faith, rights.detection.
-- Things to notice
--   @@
-- Things to try
--   SELECT right_name, sum(covered_orders), sum(claims), sum(seller_fen + platform_fen + insurer_fen) FROM right_day GROUP BY 1.
--   --set rights.weight=0: rights cost and sell nothing. --set rights.refund_only.eligible=everyone: no trust card is asked for.
-- Sources
--   Facts 3 (consumer rights); V14 (a meta-analysis of 21 papers); Tversky and Kahneman 1992. Claims and costs are assumed (docs/model.md, M07).
local fl = require "fanloop"

local rights = { "seven_day", "shipping_cover", "refund_only", "fake_nine", "certificate", "first_order", "phone_warranty" }

-- Levers that give each right the coverage `of(right)`.
local function coverage(of)
  local set = {}
  for _, right in ipairs(rights) do set["rights." .. right .. ".coverage"] = of(right) end
  return set
end

local usual = { seven_day = 0.18, shipping_cover = 0.15, refund_only = 0.1, fake_nine = 0.1, certificate = 0.05, first_order = 0.1,
                phone_warranty = 0.5 }

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

-- Of all choices of the day, those that `which` picks: offers seen, orders.
local function choices(sim, which)
  local seen, orders = 0, 0
  for _, row in ipairs(sim:rows("right_choice_day")) do
    if which(row) then seen, orders = seen + row.offers_seen, orders + row.orders end
  end
  return seen, orders
end

local function conversion(known, covered)
  return so_far(function(sim)
    local seen, orders = choices(sim, function(row) return row.known == known and row.covered == covered end)
    return orders, seen
  end)
end

local function paid(sim, column)
  local fen = 0
  for _, row in ipairs(sim:rows("right_day")) do fen = fen + row[column] end
  return fen
end

local function yuan_an_order(column)
  return so_far(function(sim) return paid(sim, column) / 100, sim.platform.orders end)
end

local function returned(sim)
  local p = sim.platform
  return p.returns_fit + p.returns_described + p.returns_fake + p.returns_late
end

return fl.scenario {
  title = "What does full coverage by Trust Buy cost and bring?",
  title_zh = "信任购全面覆盖：成本与收益",
  question = "What does it cost, and what does it bring, when rights of buyers cover all goods instead of 45 % of the orders?",
  question_zh = "消费者权益从覆盖约45%的订单扩展到全部商品，成本多少，带来多少？",
  world = fl.world("kuaishou-2022", { fans = 2e4, params = coverage(function(right) return usual[right] end) }),
  calendar = { warmup = 60, from = "2022-01-01", to = "2022-06-30" },
  metrics = {
    covered_orders = so_far(function(sim)
      local _, orders = choices(sim, function(row) return row.covered end)
      return orders, sim.platform.orders
    end),
    conversion_unknown_covered = conversion(false, true),
    conversion_unknown_bare = conversion(false, false),
    conversion_known_covered = conversion(true, true),
    conversion_known_bare = conversion(true, false),
    sellers_yuan_an_order = yuan_an_order("seller_fen"),
    platform_yuan_an_order = yuan_an_order("platform_fen"),
    insurers_yuan_an_order = yuan_an_order("insurer_fen"),
    returned = so_far(function(sim) return returned(sim), sim.platform.delivered end),
    abuses_found = so_far(function(sim) return paid(sim, "abuses_found"), paid(sim, "abuses") end),
  },
  variants = {
    no_rights = { set = coverage(function() return 0 end) },
    all_goods = { set = coverage(function() return 1 end) },
    all_but_refund_only = { set = coverage(function(right) return right == "refund_only" and usual.refund_only or 1 end) },
    bad_faith = { set = { ["rights.bad_faith"] = 0.05, ["rights.refund_only.coverage"] = 1 } },
  },
  baseline = "no_rights",
}
