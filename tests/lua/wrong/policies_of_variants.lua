local fl = require "fanloop"
local function cash(id, from)
  return fl.subsidy { id = id, from = from or "2022-05-20", to = "2022-06-19", budget = 1e6 }
end
local function packets(id)
  return fl.festival { id = id, from = "2022-05-20", to = "2022-05-25", packets_per_day = 1e6 }
end
local own, twice = cash "cash-back", cash "twice"
return fl.scenario {
  world = fl.world "kuaishou-2022-core",
  calendar = { from = "2022-05-01", to = "2022-07-31" },
  policies = { own, packets "p1", packets "p2", packets "p3" },
  variants = {
    a = { add = own },
    b = { add = twice },
    c = {
      replace = {
        ["cash-back"] = twice,
      },
    },
    d = {
      replace = {
        cashback = cash "d",
      },
    },
    e = { add = fl.subsidy { id = "cash-back", from = "2022-05-20", to = "2022-06-19", budget = 2e6 } },
    f = {
      add = {
        fl.subsidy { id = "late",
          from = "2022-06-20",
          to = "2022-08-19", budget = 1e6 },
        fl.festival { id = "sale",
          from = "2022-06-20", to = "2022-06-19",
          peak = { "2022-06-01", "2022-06-02" } },
        fl.subsidy { id = "late.r", from = "2022-06-20", to = "2022-06-21", budgt = 1e6 },
      },
    },
    g = { add = { packets "p4", false } },
    h = { add = { packets "p5", packets "p6" } },
    i = { add = { first = cash "i1", 5, fl.brand { id = "soy" } } },
    j = { add = 7 },
    k = { add = fl.room { id = "r", brand = "soy" } },
    l = { replace = cash "l" },
    m = { replace = { cash "m" } },
    n = { replace = { ["cash-back"] = { id = "n" } } },
    o = { without = "cash-back", replace = { ["cash-back"] = cash "o" } },
    p = { add = { cash "p", cash "p" } },
    q = { ad = cash "q" },
    r = { add = fl.subsidy { from = "2022-05-20", to = "2022-05-21", budget = 1e6 } },
    s = { add = false },
    t = { add = cash "t", set = { ["t.shar"] = 0.2, ["e.share"] = 0.2 } },
    u = { replace = { ["cash-back"] = cash "u" }, set = { ["cash-back.share"] = 0.2 } },
    v = { replace = { ["cash-back"] = cash "cash-back" }, set = { ["cash-back.share"] = 2 } },
    w = { set = { ["twice.share"] = 0.2 } },
    x = { add = cash("x", "2022-05-32") },
  },
}
