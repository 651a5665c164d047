local fl = require "fanloop"
local rows = fl.csv({ "rooms.csv" })
return rows
