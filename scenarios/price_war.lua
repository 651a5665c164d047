-- What is it
--   A price war. From the 29th day of the window on every factory seller (belt) undercuts: a tenth of the way each day to .85 of what
--   buyers of its categories pay, but not below unit cost. Each is a script of its own (strategies in Lua); Kuai brands answer.
-- Question
--   When factory sellers start a price war, should Kuai brands hold their prices, match the market, or leave it to a pricing rule?
-- Scope and limitations
--   Kuai brands answer alike in each variant: `price_war` matches by script (prices follow the level that buyers pay, down and up again),
--   `hold` does nothing, `rule` goes by the compiled rule (seller.price_learning: Lerner's markup on the elasticity that is learnt). All
--   others keep their prices. Cash ends nobody's business (seller.loss_horizon is 0), quality stays, nobody enters.
-- Knobs
--   gap and least of `undercut` below; seller.price_prior, seller.cost_quality; choice.price_sensitivity, choice.reference_memory.
-- Things to notice
--   Eight run numbers (`fanloop compare scenarios/price_war.lua --runs 8`), February to June, against `peace`, 95 % intervals. The attack
--   costs belt sellers 19 bn yuan of profit (17 to 21), three times what they had, for 6 bn more sales (3 to 10): everybody of their kind
--   does it, and the level that buyers pay follows. Orders of the platform rise by 6 %, GMV falls by 1.5 %.
--   Kuai brands that hold lose 2.1 bn (1.8 to 2.3) of 24 bn yuan of profit; those that match lose 8.5 bn (7.3 to 9.7) and hardly fewer
--   sales (-5 % against -6 %). The rule does the opposite of matching: it raises prices as far as its buyers answer little, and ends 5.5 bn
--   above peace (3.8 to 7.2). Part of that it would win in peace as well: prices began below the rule's best, for in this model being dear
--   pays more than it should (docs/model.md, 8).
-- Things to try
--   least = 0.9: belt sellers sell below cost. --set seller.loss_horizon=60: who runs out of cash leaves.
--   SELECT to_date, kind, avg(price_factor) FROM brand_month JOIN brand USING (brand) GROUP BY 1, 2.
-- Sources
--   Kinds of seller: facts 4; low-price belt goods: facts 5 and 6; strategies: docs/model.md, M24; sizes assumed.
local fl = require "fanloop"
local strategies = require "fanloop.strategies"

local undercut = strategies.follow_competitor { gap = 0.85, down = true, least = 1, low = 0.6 }
local function attack(self, view)
  if view.day >= 29 then return undercut(self, view) end
end

local function match(self, view)
  if view.day == 28 then self.level = view.market_level end
  if view.day > 28 and view.day % 7 == 0 then return { price = math.min(1, view.market_level / self.level) } end
end

-- Who is asked and decides nothing keeps its prices, also where the rule is switched on for those who have no strategy.
local function idle() end

-- A sum over the months from February on and over the sellers of a kind, in billion yuan, told on the last day.
local function in_bn(kind, read)
  local sum, told, kinds = 0, nil, {}
  return function(sim)
    local rows = sim:rows("brand_month")
    if #rows > 0 and rows[1].from_date >= "2022-02-01" and rows[1].to_date ~= told then
      told = rows[1].to_date
      for _, row in ipairs(rows) do
        kinds[row.brand] = kinds[row.brand] or sim:brand(row.brand).kind
        if kinds[row.brand] == kind then sum = sum + read(row) / 1e11 end
      end
    end
    if sim.date == "2022-06-30" then return sum end
  end
end

local function sales(row) return row.sales_fen end
local costs = { "vouchers", "refunds", "goods", "fulfilment", "commission", "ads", "broadcasting", "overhead", "investment" }
local function profit(row)
  local left = row.sales_fen
  for _, cost in ipairs(costs) do left = left - row[cost .. "_fen"] end
  return left
end

return fl.scenario {
  title = "Factory sellers start a price war: what should Kuai brands do?",
  title_zh = "产业带商家打价格战，快品牌该怎么办？",
  question = "When factory sellers undercut everybody, do Kuai brands do best to hold, to match, or to go by a pricing rule?",
  question_zh = "产业带商家全面压价时，快品牌应当守价、跟价，还是按定价规则调整？",
  world = fl.world("kuaishou-2022-core", { fans = 1e4, rooms = 600 }),
  calendar = { warmup = 90, from = "2022-01-01", to = "2022-06-30", flat = true },
  strategies = { belt = attack, kuai = match, big = idle, counterfeiter = idle, new = idle },
  metrics = {
    belt_sales_bn = in_bn("belt", sales), belt_profit_bn = in_bn("belt", profit),
    kuai_sales_bn = in_bn("kuai", sales), kuai_profit_bn = in_bn("kuai", profit),
  },
  variants = {
    peace = { set = { ["seller.scripted"] = "big" } },
    hold = { set = { ["seller.scripted"] = "belt" } },
    rule = { set = { ["seller.scripted"] = "belt,big,counterfeiter,new", ["seller.price_learning"] = 0.3 } },
  },
  baseline = "peace",
}
