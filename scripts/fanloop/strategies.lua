-- Strategies of sellers, ready to use and to copy: each is a function that makes a strategy.
--
--   local strategies = require "fanloop.strategies"
--   fl.brand { id = "nova", strategy = strategies.cost_plus { markup = 1.6 } }
--   fl.scenario { strategies = { belt = strategies.follow_competitor(), kuai = strategies.together(a, b) }, … }
--
-- A strategy is called each morning of the window with the seller's own table, which is kept from day to day, and with what the seller
-- sees. It returns what it decides; what it does not return stays as it is. docs/parameters.md lists what is seen and decided.
local fl = require "fanloop"
local strategies = {}

local function clip(x, low, high) return math.max(low, math.min(high, x)) end

-- Every `days` days, each seller on a day of its own the first time, so that not all of them move on one morning.
local function due(self, view, days)
  self.next = self.next or view.day + math.random(0, days - 1)
  if view.day < self.next then return false end
  self.next = view.day + days
  return true
end

-- The price is unit cost (all that goes with an order: goods, carriage, commission, hosts, returns, rights) times a markup, looked at every so often (assumed: 14 days, as the
-- compiled rule does). Blind to demand: the textbook's full-cost pricing (Hall and Hitch 1939).
function strategies.cost_plus(options)
  local o = fl.options("strategies.cost_plus", options, { markup = 1.5, days = 14, low = 0.5, high = 2 })
  return function(self, view)
    if due(self, view, o.days) then return { price = clip(o.markup * view.unit_cost, o.low, o.high) } end
  end
end

-- Lerner's rule at once: unit cost times e / (e - 1), with the elasticity that it has learnt. It learns from what its price moves bring,
-- so that it tries a little around (`try`, standard deviation in logs).
function strategies.lerner(options)
  local o = fl.options("strategies.lerner", options, { days = 14, try = 0.03, low = 0.5, high = 2 })
  return function(self, view)
    if not due(self, view, o.days) then return nil end
    local best = view.unit_cost * view.elasticity / (view.elasticity - 1)
    return { price = clip(best * math.exp(3 ^ 0.5 * o.try * (2 * math.random() - 1)), o.low, o.high) }
  end
end

-- Goes to `gap` times the level that buyers of its categories pay (.9: a tenth below), by a part of the way each day, but never below
-- unit cost times `least`, nor farther from its own list price than low and high. Who follows only down (`down`) does not raise prices.
function strategies.follow_competitor(options)
  local o = fl.options("strategies.follow_competitor", options,
    { gap = 1, speed = 0.1, least = 1.02, low = 0.5, high = 2, down = false })
  return function(_, view)
    local wanted = view.price * o.gap * view.market_level / view.price_level
    if o.down then wanted = math.min(wanted, view.price) end
    wanted = math.max(wanted, o.least * view.unit_cost)
    return { price = clip(view.price * (wanted / view.price) ^ o.speed, o.low, o.high) }
  end
end

-- Saves where it can when cash falls below `days` days of costs: fewer hours, no paid traffic, less care and cheaper goods; gives back
-- what it saved, as far as it was, when cash is twice as much.
function strategies.penny_pincher(options)
  local o = fl.options("strategies.penny_pincher", options, { days = 30, step = 0.01 })
  local step = o.step
  return function(self, view)
    self.quality, self.service = self.quality or view.quality_aim, self.service or view.service_aim
    self.live_prob = self.live_prob or view.live_prob
    local reserve = o.days * view.costs
    if view.cash < reserve then
      return {
        quality = math.max(view.quality_aim - step, 0), service = math.max(view.service_aim - step, 0), ads_budget = 0,
        live_prob = math.max(0.3 * self.live_prob, 0.97 * view.live_prob),
      }
    elseif view.cash > 2 * reserve then
      return {
        quality = math.min(view.quality_aim + step, self.quality), service = math.min(view.service_aim + step, self.service),
        live_prob = math.min(self.live_prob, 1.03 * view.live_prob),
      }
    end
  end
end

-- Builds its organisation before orders strain it: all of `share` of profit as long as orders are above `from` of capacity.
function strategies.invest_ahead(options)
  local o = fl.options("strategies.invest_ahead", options, { share = 0.3, from = 0.8 })
  return function(_, view) return { invest_share = view.sales_rate > o.from * view.capacity and o.share or 0 } end
end

-- Spends a share of yesterday's sales on paid traffic while a yuan of it stands beside enough sales, a seller's rule of thumb.
function strategies.advertise(options)
  local o = fl.options("strategies.advertise", options, { share = 0.05, roi = 1 })
  return function(_, view) return { ads_budget = o.share * view.turnover / math.max(view.rooms, 1), ads_roi = o.roi } end
end

-- Calls a `share` of its lapsed followers back every `days` days, with a voucher of so many yuan (default: winback.voucher), while what the
-- vouchers would cost if all were used is no more than `most` of a day's sales.
function strategies.win_back(options)
  local o = fl.options("strategies.win_back", options, { share = 0.2, days = 7, most = math.huge, "voucher" })
  return function(self, view)
    if not due(self, view, o.days) then return nil end
    local size = math.min(o.share * view.lapsed, o.most * view.turnover / (o.voucher or view.recall_voucher))
    return { recall = size, recall_voucher = o.voucher }
  end
end

-- Several at once, each with its own part of self; where two decide the same, the later one does.
function strategies.together(...)
  local parts = { ... }
  for i = 1, select("#", ...) do
    if type(parts[i]) ~= "function" then
      error("strategies.together: part " .. i .. " must be a strategy, got " .. tostring(parts[i]), 2)
    end
    for name, factory in pairs(strategies) do
      if parts[i] == factory then
        error("strategies.together: part " .. i .. " is strategies." .. name .. " itself: is it missing (…)?", 2)
      end
    end
  end
  return function(self, view)
    local all = {}
    for i, part in ipairs(parts) do
      self[i] = self[i] or { id = self.id, kind = self.kind }
      for key, value in pairs(part(self[i], view) or {}) do all[key] = value end
    end
    return all
  end
end

return strategies
