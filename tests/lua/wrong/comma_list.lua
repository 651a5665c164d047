local fl = require "fanloop"
return fl.scenario { policies = { fl.festival { id = "a" } fl.festival { id = "b" } } }
