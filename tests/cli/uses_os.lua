local fl = require "fanloop"
local x = os.exit(3)
return fl.scenario {}
