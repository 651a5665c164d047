local fl = require "fanloop"
return fl.scenario {
  world = fl.world("kuaishou-2022-core" { fans = 1e5 }),
}
