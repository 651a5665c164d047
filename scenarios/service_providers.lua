-- What is it
--   A service provider (服务商) runs rooms for sellers of industrial belts and new sellers throughout 2022: content, conversion, handling of returns, for 5 % of
--   GMV and 20 yuan a day, with a rebate of 2 % by the platform of which half is passed on. Sellers have growth levels (成长等级). `none`: no
--   provider; `no_rebate`; `dear`: 15 % of GMV; `chain`: the provider also plugs in its supply chain.
-- Question
--   Do sellers of industrial belts become live-worthy sooner with a service provider, and what do fee and rebate decide?
-- Scope and limitations
--   Live-worthy: level 2 and above, 50,000 yuan a month of one real seller. Sellers sign by what is promised, and do not look at what they saw;
--   one provider; its own costs are left out. A simulated seller of the tail stands for more than a thousand real ones, so that belts move in steps.
-- Knobs
--   help.content, help.conversion, help.returns, help.fee, help.fixed_fee, help.rebate, help.pass_on, help.chain and chain_*; providers.*;
--   growth.first_gmv, growth.step, growth.least_score, growth.training, growth.endorsement, growth.fast_lane.
-- Things to notice
--   Eight run numbers, 95 % intervals. At the end of the year 22.5 % of the belt's sellers are live-worthy with a provider and 19.8 %
--   without one (+14 %, 10 to 18). The rebate does not matter (+14 %, 10 to 18, without it): it is worth little to belts. A fee of 15 %
--   leaves hardly a client, and the belt where it was (+1.3 %, -.1 to 2.7). The chain adds to that nothing that can be told (+17 %, 12 to
--   22). The platform's GMV does not move (+.3 %, -.1 to .7): what belts win others lose. Orders rise by .9 % (.7 to 1.0), since belts are
--   cheaper. When all are helped, the help is competed away and the fee stays.
-- Things to try
--   SELECT date, level, sellers, reached, earning FROM growth_month WHERE kind = 'belt'. SELECT * FROM provider_month. --set help.brand_kinds=new:
--   few are helped, and keep what they win. --set help.rebate=0.05.
-- Sources
--   Facts 4 (service providers raise operating skill and take a fee, the platform pays them rebates; a big retailer's supply chain). All rates are
--   assumed (docs/model.md, M19).
local fl = require "fanloop"
local measures = require "fanloop.measures"

-- Real sellers of industrial belts that are of level 2 and above at the end of the last month, over all of them.
local function belt_share(from_level)
  return function(sim)
    if not sim.in_window then return nil end
    local all, above = 0, 0
    for _, row in ipairs(sim:rows("growth_month")) do
      if row.kind == "belt" then
        all = all + row.sellers
        if row.level >= from_level then above = above + row.sellers end
      end
    end
    return all > 0 and above / all or 0
  end
end

local function provider(id, changes)
  local fields = { id = id, from = "2022-01-01" }
  for key, value in pairs(changes) do fields[key] = value end
  return fl.service_provider(fields)
end

return fl.scenario {
  title = "Service providers and growth levels",
  title_zh = "服务商与成长等级",
  question = "Do sellers of industrial belts become live-worthy sooner with a service provider, and what do fee and rebate decide?",
  question_zh = "有服务商帮助，产业带商家能否更快具备直播能力？服务费与返佣各起什么作用？",
  world = fl.world("kuaishou-2022-core", { fans = 2e4, rooms = 300, params = { ["growth.form"] = "on" } }),
  calendar = { warmup = 120, from = "2022-01-01", to = "2022-12-31" },
  policies = { provider("help", {}) },
  metrics = {
    belt_worthy = belt_share(2),
  },
  variants = {
    none = { without = { "help" } },
    no_rebate = { set = { ["help.rebate"] = 0 } },
    dear = { set = { ["help.fee"] = 0.15 } },
    chain = { set = { ["help.chain"] = true } },
  },
  baseline = "none",
}
