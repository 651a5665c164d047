-- A world whose policies are wrong.
local fl = require "fanloop"
return {
  ["fan.minutes"] = 60,
  policies = { fl.subsidy { id = "ten", budget = 1 }, 7, ids = fl.rights { id = "card" }, fl.brand { id = "soy" } },
}
