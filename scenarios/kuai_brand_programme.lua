-- What is it
--   The programme for Kuai brands (快品牌, 2022): who passes four tests gets traffic for half a year, a badge and ad rewards, and
--   graduates. Two brands of one size take part: a good one, whose buyers come back, and a plain one, whose buyers do not.
-- Question
--   What is left of the support when it has ended, and for whom?
-- Scope and limitations
--   Age, own brand and sales elsewhere are drawn by kind of seller. There are places for 500 real sellers, the largest who pass first; no
--   seller works towards a test. The coupons are for growth of sales and for what talents sell of a brand's goods. Sellers change prices
--   by rule, but neither prices nor goods for the programme. The rest of the world runs beside it, its ten-billion subsidy and paid
--   traffic included.
-- Knobs
--   exposures, per_room, cold_share, badge, reward, support_days, grace_days and the four thresholds of fl.kuai_programme; kind.*.age,
--   kind.*.own_share, kind.*.other_channels.
-- Things to notice
--   Eight run numbers, against none, 95 % intervals. While they are supported (150 days), GMV of the good brand is 17 % higher (14 to
--   21), that of the plain one 114 % (86 to 154), since it lives on strangers. In the 200 days afterwards the good brand is 15 % higher
--   (11 to 20), 480 m yuan after 266 m in the first half-year; of the plain one nothing can be told any more (+18 %, -4 to 49), 6 m
--   after 56 m. All Kuai brands sell 24 bn yuan more in the year, of which 11 bn are more for the platform: the rest is taken from belt
--   sellers and, it may be, from big brands. Without the badge the good brand has 13 % while it is supported and 12 % afterwards (7 to
--   17): that the badge makes a part of what is left cannot be told (107 m of the 480 m yuan, -55 to +269). Beside it the naive view,
--   v_kuai_cohort: who passes the tests against sellers of the same size who do not.
-- Things to try
--   SELECT * FROM v_kuai_status; SELECT * FROM v_kuai_cohort: participants beside others of their size. --set kuai-brands.badge=0.
--   --set kuai-brands.month_gmv=500000: more brands share the pool.
-- Sources
--   Facts 4 (tests, traffic of 23 billion, ad rewards, 500 brands), facts 7. Support days, badge and rates of rewards are assumed
--   (docs/model.md, M15).
local fl = require "fanloop"

-- Six rooms for each brand, in a catchment of 49 million: elsewhere they are too small for so few simulated fans.
local rooms = {}
for _, brand in ipairs { "good", "plain" } do
  for i = 1, 6 do
    rooms[#rooms + 1] = fl.room {
      id = brand .. "-" .. i, brand = brand, category = "women_apparel", followers = fl.wan(200), start_minute = 560 + 80 * i,
    }
  end
end

-- GMV of a brand on the days from … to, million yuan, told on the last day of the run: while it is supported, or afterwards.
local last = "2022-12-31"
local function gmv(brand, from, to)
  local sum = 0
  return function(sim)
    if not sim.in_window then return nil end
    if sim.date >= from and sim.date <= to then
      for i = 1, 6 do
        local day = sim:room(brand .. "-" .. i)
        sum = sum + (day.gmv_private_fen + day.gmv_public_fen + day.gmv_paid_fen + day.gmv_shelf_fen) / 1e8
      end
    end
    return sim.date == last and sum or nil
  end
end

return fl.scenario {
  title = "What does a half-year of support leave to a Kuai brand?",
  title_zh = "半年的快品牌扶持留下什么？",
  question = "What is left of the support when it has ended, and for whom?",
  question_zh = "扶持结束后还留下什么，留给谁？",
  world = fl.world("kuaishou-2022", { fans = 2e4, focus_fans = 12288, focus_weight = 4000 }),
  calendar = { warmup = 120, from = "2022-01-01", to = last },
  brands = {
    fl.brand { id = "good", kind = "kuai", quality = 0.8, service = 0.75, founded = 2019 },
    fl.brand { id = "plain", kind = "kuai", quality = 0.45, service = 0.45, founded = 2019 },
  },
  rooms = rooms,
  policies = { fl.kuai_programme { id = "kuai-brands", from = "2022-01-01", support_days = 150, places = 500 } },
  metrics = {
    good_supported = gmv("good", "2022-01-01", "2022-05-30"),
    good_afterwards = gmv("good", "2022-06-15", last),
    plain_supported = gmv("plain", "2022-01-01", "2022-05-30"),
    plain_afterwards = gmv("plain", "2022-06-15", last),
  },
  variants = {
    none = { without = "kuai-brands" },
    no_badge = { set = { ["kuai-brands.badge"] = 0 } },
  },
  baseline = "none",
}
