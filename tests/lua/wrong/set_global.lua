local fl = require "fanloop"
budget = fl.yi(10)
return fl.scenario {}
