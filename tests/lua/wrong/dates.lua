local fl = require "fanloop"
return fl.scenario {
  world = fl.world "kuaishou-2022-core",
  calendar = {
    warmup = 180,
    from = "2022-05-01",
    to = "2022-07-31",
    flat_calendar = true,
  },
  policies = {
    fl.festival { id = "early", from = "2021-06-01", to = "2021-06-18" },
    fl.festival {
      id = "late",
      from = "2022-07-20",
      to = "2022-08-02",
      peak = { "2022-07-19", "2022-07-21" },
    },
    fl.festival { id = "backwards", from = "2022-06-18", to = "2022-06-01" },
    fl.festival { id = "half-peak", from = "2022-06-01", to = "2022-06-18", peak_from = "2022-06-10" },
    fl.festival { id = "odd-peak", from = "2022-06-01", to = "2022-06-18", peak = "2022-06-10" },
    fl.festival { id = "nothing" },
    fl.festival { id = "short", from = "2022-6-1", to = "2022-6-31" },
  },
}
