-- What the shipped library raises is told where it was called.
local fl = require "fanloop"
local programmes = require "fanloop.programmes"
return fl.scenario {
  world = fl.world("kuaishou-2022-core", { fans = 1000 }),
  calendar = { warmup = 10, from = "2022-05-01", to = "2022-05-31" },
  policies = {
    programmes.joint_session { to = "2022-05-02" },
  },
}
