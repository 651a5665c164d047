local fl = require "fanloop"
return fl.scenario {
  params = { trust.memory = 60 },
}
