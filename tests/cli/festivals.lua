-- Ready festivals and programmes, as a scenario takes them.
local fl = require "fanloop"
local festivals = require "fanloop.festivals"
local programmes = require "fanloop.programmes"
return fl.scenario {
  name = "festivals",
  world = fl.world("kuaishou-2022-core", { fans = 60000, rooms = 60, params = { ["ads.load"] = 0.3 } }),
  calendar = { warmup = 2, from = "2021-03-01", to = "2022-12-31" },
  brands = { fl.brand { id = "own", kind = "big", strategy = festivals.brand_day { from = "2021-04-10" } } },
  rooms = { fl.room { id = "own-room", brand = "own", category = "food", followers = fl.wan(400) } },
  policies = {
    festivals.womens_day { year = 2021 },
    festivals.june_616 { year = 2021, id = "616-of-2021" },
    festivals.november_116 { year = 2021, id = "116-of-2021", packets_per_day = 2e7, heat_days = 3 },
    festivals.womens_day { id = "女神节", seller_discount = 0.1 },
    festivals.june_616 {},
    festivals.november_116 { from = "2022-10-20", to = "2022-11-11" },
    festivals.super_product_day { brand = "own", from = "2021-04-10" },
  },
  variants = {
    double_hundred = { add = programmes.double_hundred { from = "2022-01-01" } },
    joint = { add = programmes.joint_session { from = "2022-04-16" } },
    joint_of_the_waist = { add = programmes.joint_session { from = "2022-04-16", to = "2022-04-17", tiers = { "waist" }, exposures = 5e7 } },
  },
}
