local fl = require "fanloop"
return fl.scenario {
  name = "broken",
  calendar = = 3,
}
