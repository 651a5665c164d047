-- Policies of which the summary tells in a line or two, one that did nothing (a right on no offer), and a subsidy whose money is gone in the
-- morning, before the own rooms open.
local fl = require "fanloop"

return fl.scenario {
  name = "told",
  world = fl.world("kuaishou-2022-core", {
    fans = 5000, rooms = 60, focus_fans = 4096, focus_weight = 300, params = { ["hosts.kept"] = "on", ["growth.form"] = "on" },
  }),
  calendar = { warmup = 2, from = "2022-06-01", to = "2022-06-28" },
  brands = { fl.brand { id = "acme" } },
  rooms = {
    fl.room { id = "stage", brand = "acme", followers = 80000, team = 2, live_prob = 1 }, fl.room { id = "side", brand = "acme", followers = 60000 },
    fl.room { id = "closed", brand = "acme", followers = 0, live_prob = 0 },
  },
  policies = {
    fl.subsidy { id = "early", budget = 1e8 },
    fl.rights { id = "week", right = "seven_day", coverage = 0.8, from = "2022-06-05" },
    fl.rights { id = "nothing", right = "fake_nine", coverage = 0 },
    fl.rival_festival { id = "rival", from = "2022-06-10", to = "2022-06-18" },
    fl.departure { id = "goes", room = "stage", host = 1, rival = "side", from = "2022-06-08", to = "2022-06-10" },
    fl.star_session { id = "star", room = "stage", from = "2022-06-04", to = "2022-06-04", reach = 1e6 },
    fl.defect { id = "batch", brand = "acme", from = "2022-06-02", to = "2022-06-05", rate = 0.5, response = "recall" },
    fl.service_provider { id = "mcn" },
  },
}
