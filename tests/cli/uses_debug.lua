local fl = require "fanloop"
local x = debug.getregistry()
return fl.scenario {}
