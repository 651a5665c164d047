local fl = require "fanloop"
return fl.scenario { world = worlds }
