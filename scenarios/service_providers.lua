-- What is it
-- Question
-- Scope and limitations
-- Knobs
-- Things to notice
-- Things to try
-- Sources
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
  local fields = { id = id, from = "2022-01-01", to = "2022-12-31" }
  for key, value in pairs(changes) do fields[key] = value end
  return fl.service_provider(fields)
end

return fl.scenario {
  title = "Service providers and growth levels",
  title_zh = "服务商与成长等级",
  question = "Do sellers of industrial belts become live-worthy sooner with a service provider, and what do fee and rebate decide?",
  question_zh = "有服务商帮助，产业带商家能否更快具备直播能力？服务费与返佣各起什么作用？",
  world = fl.world("kuaishou-2022", { fans = 2e4, rooms = 300, params = { ["growth.form"] = "on" } }),
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
