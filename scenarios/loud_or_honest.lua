-- What is it
--   From the first day on every seller promises more than it delivers, or none does: expectation and outcome (预期与履约).
-- Question
--   What does exaggeration win at once, and what does it cost later, when fans believe a third of it?
-- Scope and limitations
--   Only what strangers see in a claim and what buyers then expect differs; goods, prices and content are the same. All sellers are alike,
--   so that nobody loses to an honest neighbour (one seller alone: docs/mechanisms.md, M05). No warm-up: the window begins with the
--   reputation, brand trust and relations of the platform as it is, and reputation and trust need months to tell who has been loud.
--   Flat calendar.
-- Knobs
--   kind.*.honesty (1 claims what it delivers), outcome.expectation_claims (the part that is believed), outcome.return_described.
-- Things to notice
--   Eight run numbers, 95 % intervals, honest against loud. In the first two weeks honest sellers sell 3.1 % less (2.7 to 3.4). From the
--   third week on they sell more: 13 % in February, 16 % in March, 17 % in June, and strangers still buy 15 to 19 % less a visit of
--   them; private GMV is 14 % higher in January and 58 % in June: the disappointed do not come back. The half-year together: GMV +13.1 %
--   (12 to 14), NPS .52 instead of -.02. The table `metric` tells it of the loud world every 28 days.
-- Things to try
--   --days 14: the variants while it pays. --set outcome.expectation_claims=0: nobody believes anything, and honesty is worth nothing.
-- Sources
--   Disconfirmation of expectations: docs/model.md, M05; magnitudes assumed.
local fl = require "fanloop"

local function all(honesty)
  local set = {}
  for _, kind in ipairs { "belt", "kuai", "big", "counterfeiter", "new" } do set["kind." .. kind .. ".honesty"] = honesty end
  return set
end

-- A measure of 28 days: sum over sum, told on the last of them. `read` gives both for one day.
local function by_28_days(read)
  local above, below = 0, 0
  return function(sim)
    local a, b = read(sim)
    above, below = above + a, below + b
    if sim.day % 28 ~= 27 then return nil end
    local mean = above / below
    above, below = 0, 0
    return mean
  end
end

return fl.scenario {
  title = "What does exaggeration win, and what does it cost?",
  title_zh = "夸大宣传赢得什么，又付出什么？",
  question = "Every seller exaggerates: what does that add to GMV in the first two weeks, and what does it take away by June?",
  question_zh = "如果所有商家都夸大宣传：头两周 GMV 增加多少，到六月又减少多少？",
  world = fl.world("kuaishou-2022-core", { fans = 5e4, params = all(0.4) }),
  calendar = { warmup = 0, from = "2022-01-01", to = "2022-06-30", flat = true },
  metrics = {
    strangers_orders_per_1000_visits = by_28_days(function(sim)
      local strangers = sim:rows("trust_day")[1] -- band 0: no relation
      return 1000 * strangers.orders, strangers.visits
    end),
    gmv_yuan_per_active_fan = by_28_days(function(sim) return sim.platform.gmv_fen / 100, sim.platform.active_fans end),
    private_gmv_yuan_per_active_fan = by_28_days(function(sim)
      return sim:source("private").gmv_fen / 100, sim.platform.active_fans
    end),
    nps = by_28_days(function(sim) return sim.platform.promoters - sim.platform.detractors, sim.platform.delivered end),
  },
  variants = { honest = { set = all(1) } },
}
