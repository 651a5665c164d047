local fl = require "fanloop"
return fl.scenario { policies = { fl.subsidies { id = "x" } } }
