local fl = require "fanloop"

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

local function today(sim, column)
  local rows = sim:rows("governance_day")
  return rows[1] and rows[1][column] or 0
end

local staff, wage, money, share = 3000, 500, 9.6e5, 0.4

-- Staff and money of 2022, with so many times of what looks for fakes and of what settles disputes.
local function effort(look, settle)
  local parts = { look * share, settle * (1 - share) }
  local all = parts[1] + parts[2]
  return { ["governance.staff"] = staff * all, ["governance.money"] = money * all, ["governance.interception_share"] = parts[1] / all }
end

local function add_up(column)
  local all = 0
  return function(sim)
    if not sim.in_window then return nil end
    all = all + today(sim, column)
    return all
  end
end

return fl.scenario {
  title = "What if interception is halved?",
  title_zh = "拦截力度减半会怎样？",
  question = "What is lost when half as much is spent on looking for fakes, and what does the next yuan bring?",
  question_zh = "打假投入减半会损失多少？再加一元又能带来多少？",
  world = fl.world("kuaishou-2022", {
    fans = 2e4,
    params = {
      ["governance.form"] = "game",
      ["governance.staff"] = staff,
      ["governance.money"] = money,
      ["governance.wage"] = wage,
      ["governance.event_review"] = 1,
    },
  }),
  calendar = { warmup = 60, from = "2022-01-01", to = "2022-12-31" },
  metrics = {
    spent_yuan_a_day = so_far(function(sim) return today(sim, "cost_fen") / 100, 1 end),
    intercepted = so_far(function(sim) return today(sim, "intercepted"), today(sim, "fakes_listed") end),
    reports_per_1000_orders = so_far(function(sim) return 1000 * today(sim, "reports"), sim.platform.orders end),
    bans = add_up("bans"),
    attempts_blocked = add_up("blocked"),
    cheating = function(sim) return today(sim, "cheating") end,
    fakes_of_orders = so_far(function(sim) return today(sim, "fakes_bought"), sim.platform.orders end),
  },
  -- Looking for fakes costs .4 of 2.46 m yuan a day; the rest settles disputes and stays what it is.
  variants = {
    interception_halved = { set = effort(0.5, 1) },
    interception_doubled = { set = effort(2, 1) },
    disputes_halved = { set = effort(1, 0.5) },
    both_halved = { set = effort(0.5, 0.5) },
  },
}
