-- What is it
--   Levers that a platform would pull at once if they cost nothing: rights on everything, a festival and its content lift on every day,
--   followers pushed and reached more, more visits from the feed, fans who forgive, a feed that goes by reputation or by what is large
--   much more than before, and dearer goods everywhere.
-- Question
--   What does the model give for nothing, and how much?
-- Scope and limitations
--   A check of the model. Each lever from the first day of the warm-up on, or of the window where it is a policy or prices. Nobody tires of
--   festivals, pushes or visits, and minutes for rooms cost nobody anything: what pays here is where the model knows no cost.
--   Counterfeiters (a hundredth) keep their prices. Governance is no part of this world: what its absence does is in scenarios/lemons.lua.
-- Knobs
--   Each variant is one lever.
-- Things to notice
--   What it finds stands in docs/limits.md. Rights are paid for by sellers, insurers and the platform: the table right_day has the bill.
--   Dearer goods everywhere sell less and leave sellers more.
-- Things to try
--   What the same levers do to returns, NPS and the private share.
-- Sources
--   None: what such levers do on a platform is not published.
local fl = require "fanloop"
local measures = require "fanloop.measures"

local FROM, TO = "2022-01-01", "2022-03-01"
local rights = {}
for _, right in ipairs { "seven_day", "shipping_cover", "refund_only", "fake_nine", "first_order" } do
  rights["rights." .. right .. ".coverage"] = 1
end

local function every_day(with)
  local festival = {
    id = "every_day", from = FROM, to = TO, seller_discount = 0, peak_discount = 0, anticipation = 0, packets_per_day = 0,
    heat_days = 0, return_days = 0,
  }
  for key, value in pairs(with) do festival[key] = value end
  return { add = fl.festival(festival) }
end

local function double() return { price = 2 } end
local function keep() end -- it is there so that the scenario can name one kind that decides nothing

-- What sellers keep of the months that are closed today, rights paid.
local function profit(sim)
  local sum = 0
  for _, row in ipairs(sim:rows("brand_month")) do
    if row.to_date == sim.date then sum = sum + measures.profit(row) - row.rights_fen end
  end
  return sum / 1e11
end

local function one(key, value) return { set = { [key] = value } } end

return fl.scenario {
  title = "Limits: what the model gives for nothing",
  title_zh = "模型边界：模型里的“免费午餐”",
  question = "What does the model give for nothing, and how much?",
  question_zh = "哪些手段在模型里不花成本就能增长，能增长多少？",
  world = fl.world("kuaishou-2022-core", { fans = 2e4 }),
  params = { ["seller.scripted"] = "counterfeiter" },
  calendar = { warmup = 90, from = FROM, to = TO },
  strategies = { belt = double, kuai = double, big = double, new = double, counterfeiter = keep },
  metrics = { sellers_keep_bn = measures.total(profit) },
  variants = {
    five_rights_on_all = { set = rights },
    festival_every_day = every_day {},
    content_every_day = every_day { traffic_lift = 0, peak_traffic_lift = 0, heat_lift = 0, exposure_boost = 1 },
    feed_share_half = one("follow.feed_share", 0.5),
    all_notified = one("follow.notification_reach", 1),
    nobody_unfollows = one("follow.unfollow_bad", 0),
    public_visits_double = one("choice.public_visits", 2.9),
    score_tenfold = one("allocation.score", 7),
    concentrated = one("allocation.concentration", 1.5),
    concentrated_more = one("allocation.concentration", 3),
    prices_double = one("seller.scripted", "belt,kuai,big,new"),
    never_disappointed = one("trust.loss_bad", 0),
  },
}
