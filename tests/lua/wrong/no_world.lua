local fl = require "fanloop"
return fl.scenario { calendar = { from = "2022-05-01", to = "2022-05-02" }, title = ("long "):rep(40) }
