local fl = require "fanloop"
local x = io.open("x")
return fl.scenario {}
