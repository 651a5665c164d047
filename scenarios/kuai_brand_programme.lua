-- What is it
--   The programme for Kuai brands (快品牌, 2022): who passes four tests gets traffic for half a year, a badge and ad rewards, and
--   graduates. Two brands of one size take part: a good one, whose buyers come back, and a plain one, whose buyers do not.
-- Question
--   What is left of the support when it has ended, and for whom?
-- Scope and limitations
--   Age, own brand and sales elsewhere are drawn by kind of seller. Everybody who passes takes part: no places are limited, and no seller
--   works towards a test. The ad reward is for growth of sales. Sellers do not change prices or goods for the programme.
-- Knobs
--   exposures, per_room, cold_share, badge, reward, support_days, grace_days and the four thresholds of fl.kuai_programme; kind.*.age,
--   kind.*.own_share, kind.*.other_channels.
-- Things to notice
--   TO BE MEASURED
-- Things to try
--   SELECT * FROM v_kuai_status; SELECT * FROM v_kuai_cohort: participants beside others of their size. --set kuai.badge=0.
--   --set kuai.month_gmv=500000: more brands share the pool.
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

-- GMV of a brand so far, million yuan: while it is supported, or afterwards.
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
    return sum
  end
end

return fl.scenario {
  title = "What does a half-year of support leave to a Kuai brand?",
  title_zh = "半年的快品牌扶持留下什么？",
  question = "What is left of the support when it has ended, and for whom?",
  question_zh = "扶持结束后还留下什么，留给谁？",
  world = fl.world("kuaishou-2022", { fans = 2e4, focus_fans = 12288, focus_weight = 4000, params = { ["ads.load"] = 0.3 } }),
  calendar = { warmup = 120, from = "2022-01-01", to = "2022-12-31" },
  brands = {
    fl.brand { id = "good", kind = "kuai", quality = 0.8, service = 0.75, founded = 2019 },
    fl.brand { id = "plain", kind = "kuai", quality = 0.45, service = 0.45, founded = 2019 },
  },
  rooms = rooms,
  policies = { fl.kuai_programme { id = "kuai", from = "2022-01-01", to = "2022-12-31", support_days = 150 } },
  metrics = {
    good_supported = gmv("good", "2022-01-01", "2022-05-30"),
    good_afterwards = gmv("good", "2022-06-15", "2022-12-31"),
    plain_supported = gmv("plain", "2022-01-01", "2022-05-30"),
    plain_afterwards = gmv("plain", "2022-06-15", "2022-12-31"),
  },
  variants = {
    none = { without = { "kuai" } },
    no_badge = { set = { ["kuai.badge"] = 0 } },
  },
  baseline = "none",
}
