-- All that decides an answer beside festivals: parameters away from the world's, rights on all days and dated ones, terms of a subsidy,
-- variants of few and of many changes, metrics.
local fl = require "fanloop"

local params, many = {}, {}
for i, right in ipairs { "seven_day", "shipping_cover", "fake_nine" } do
  params["rights." .. right .. ".coverage"] = i / 10
  params["rights." .. right .. ".claim"] = 0.4
  many["rights." .. right .. ".coverage"] = 1
  many["rights." .. right .. ".claim"] = 0.5
end
for i, name in ipairs { "trust.memory", "rights.memory", "trust.gain_per_hour", "fan.shopper_share", "rights.weight" } do params[name] = i / 5 + 1 end
params["fan.shopper_share"] = 0.5
params["trust.form"] = "frozen"
return fl.scenario {
  name = "decides",
  world = fl.world("kuaishou-2022-core", { fans = 2000, rooms = 60, params = { ["hosts.kept"] = "on" } }),
  calendar = { warmup = 1, from = "2022-06-01", to = "2022-06-04" },
  params = params,
  policies = {
    fl.subsidy { id = "shared", budget = 1e9, share = 0.2, cap = 30, list_share = 0.25, platform_part = 0.7 },
    fl.rights { id = "nine", right = "fake_nine", coverage = 0.6, payer = "platform", score_by = "reputation", least_score = 0.6 },
    fl.rights { id = "usual", right = "shipping_cover", coverage = 0.8 },
  },
  metrics = {
    nine_claims = function(sim) return 1 end,
    gmv_yuan_a_day = function(sim) return sim.platform.gmv_fen / 100 end,
  },
  variants = { few = { without = "nine" }, many = { set = many } },
  baseline = "few",
}
