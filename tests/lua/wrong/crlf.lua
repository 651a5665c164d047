local fl = require "fanloop"
local x = 1
return y
