local fl = require "fanloop"
return fl.scenario {
  world = fl.world("kuaishou-2022" { fans = 1e5 }),
}
