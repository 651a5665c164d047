local fl = require "fanloop"
local first = fl.subsidy { id = "told as well", shar = 1 }
local function budget(plan)
  return plan.total.yuan * 2
end
return fl.scenario { world = fl.world "kuaishou-2022-core", policies = { fl.subsidy { id = "x", budget = budget({}) } } }
