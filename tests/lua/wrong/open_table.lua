local fl = require "fanloop"
local policies = { fl.festival { id = "a" }
local more = 3
