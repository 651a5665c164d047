-- What is it
--   The governance of 2022 (平台治理: 3,000 people and .96 m yuan a day, two fifths of it for finding fakes), with half and twice as much for
--   finding fakes, half as much for settling disputes, and half of both.
-- Question
--   What is lost when half as much is spent on looking for fakes, and what does the next yuan bring?
-- Scope and limitations
--   Other effort from the first day of the warm-up on, two months before the window. The curves of diminishing returns are assumed, so
--   that the answer is how effects compare, not where the best effort lies. No fan leaves the platform over fakes; new sellers enter, who
--   is banned comes back under another name unless blocked, and none goes out of business.
-- Knobs
--   governance.staff, governance.money, governance.interception_share, governance.interception_scale, governance.dispute_scale,
--   governance.refund_relief, governance.block.
-- Things to notice
--   Eight run numbers, the year, 95 % intervals. With half of the interception .39 of the listings of fakes are intercepted instead of
--   .63, with double of it .86: the first half takes more than the third and fourth together. Fakes are .070, .027 and .013 % of the
--   orders; true reports .040, .015 and .008 in a thousand; the platform spends .5 m yuan a day less, or 1 m more. Sellers answer: .18,
--   .08 and .04 of those tempted cheat, small rooms first, since a ban costs them little. GMV hardly moves: +.1 % (-.4 to +.6) with
--   half, +.3 % (-.3 to +.9) with double, -.1 % (-.6 to +.3) with half of both, +.1 % (-.2 to +.4) with slower refunds: what is left of
--   fakes at any of these efforts is less than one order in a thousand, and bans make up for a part of it: 27,000 rooms are banned with
--   half, 17,000 as it was, 9,000 with double, and whose room is banned buys elsewhere. What nobody looking at all costs is in
--   lemons.lua: the first yuan is worth most.
-- Things to try
--   SELECT sum(intercepted), sum(bans), sum(rooms_banned), sum(attempts), sum(blocked), sum(cost_fen) FROM governance_day.
--   --set governance.event_review=0.
-- Sources
--   Facts 3 (governance: 62 million listings intercepted, 210,000 bans, some 500,000 attempts blocked, in 2021); docs/model.md, M06.
local fl = require "fanloop"
local measures = require "fanloop.measures"

local function today(sim, column) return measures.sum(sim, "governance_day", column) end

local staff, money, share = 3000, 9.6e5, 0.4 -- of the world: people, yuan a day, what looks for fakes

-- Staff and money, with so many times of what looks for fakes and of what settles disputes.
local function effort(look, settle)
  local parts = { look * share, settle * (1 - share) }
  local all = parts[1] + parts[2]
  return { ["governance.staff"] = staff * all, ["governance.money"] = money * all, ["governance.interception_share"] = parts[1] / all }
end

local function add_up(column) return measures.total_of("governance_day", column) end

return fl.scenario {
  title = "What if interception is halved?",
  title_zh = "拦截力度减半会怎样？",
  question = "What is lost when half as much is spent on looking for fakes, and what does the next yuan bring?",
  question_zh = "打假投入减半会损失多少？再加一元又能带来多少？",
  world = fl.world("kuaishou-2022", { fans = 2e4 }),
  calendar = { warmup = 60, from = "2022-01-01", to = "2022-12-31" },
  metrics = {
    spent_yuan_a_day = measures.so_far(function(sim) return today(sim, "cost_fen") / 100, 1 end),
    intercepted = measures.so_far(function(sim) return today(sim, "intercepted"), today(sim, "fakes_listed") end),
    reports_per_1000_orders = measures.so_far(function(sim) return 1000 * today(sim, "reports"), sim.platform.orders end),
    bans = add_up("bans"),
    rooms_banned = add_up("rooms_banned"),
    attempts_blocked = add_up("blocked"),
    cheating = function(sim) return today(sim, "cheating") end,
    fakes_of_orders = measures.so_far(function(sim) return today(sim, "fakes_bought"), sim.platform.orders end),
  },
  -- Looking for fakes costs .4 of 2.46 m yuan a day; the rest settles disputes and stays what it is.
  variants = {
    interception_halved = { set = effort(0.5, 1) },
    interception_doubled = { set = effort(2, 1) },
    disputes_halved = { set = effort(1, 0.5) },
    both_halved = { set = effort(0.5, 0.5) },
  },
  explain = "interception_halved",
}
