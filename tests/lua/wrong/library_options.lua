-- Options of the shipped library: told at the scenario's lines, once for a call, beside what else is wrong.
local fl = require "fanloop"
local festivals = require "fanloop.festivals"
local programmes = require "fanloop.programmes"
local rights = require "fanloop.rights"
local sellers = require "fanloop.sellers"
local strategies = require "fanloop.strategies"
return fl.scenario {
  world = fl.world("kuaishou-2022-core", { fans = 1000 }),
  calendar = { warmup = 10, from = "2022-05-01", to = "2022-05-31" },
  policies = {
    rights.trust_buy {
      id = "dear",
      coverage = 5,
    },
    rights.trust_buy { form = "2022-05-02", right = "certificate" },
    rights.trust_card { least_score = 1, cover = 0.5 },
    rights.trust_card { least_score = 1 },
    festivals.june_616 {
      year = 2021, -- outside of the calendar
      trafic_lift = 0.5,
    },
    festivals.womens_day,
    programmes.double_hundred { goal = "a million", 3 },
  },
  brands = {
    fl.brand { id = "own", strategy = strategies.cost_plus },
    fl.brand {
      id = "other",
      strategy = strategies.cost_plus {
        days = 7,
        markupp = 1.3,
        high = "much",
      },
    },
  },
  rooms = { sellers.rooms("own", 6, 120, { category = "fod", followers = 3e5, start_minute = 720 }) },
  strategies = { belt = strategies.lerner, kuai = strategies.win_back { vouche = 5 } },
  metrics = { price = strategies.lerner },
  on_day = strategies.advertise,
  variants = { more = { add = { rights.trust_buy, fl.subsidy { id = "more", from = "2022-05-02", to = "2022-05-03", budget = 1e6, share = 0.1 } } } },
}
