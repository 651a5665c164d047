-- Every mechanism at once, one own brand in all of them: what tests/library.sh walks the invariants of.
local fl = require "fanloop"

return fl.scenario {
  title = "Everything",
  question = "Does anything break when everything is on?",
  world = fl.world("kuaishou-2022-core", {
    fans = 6000, rooms = 200, focus_fans = 4096, focus_weight = 300,
    params = {
      ["governance.form"] = "game", ["governance.staff"] = 3000, ["governance.money"] = 5e5, ["governance.event_review"] = 1,
      ["rights.seven_day.coverage"] = 0.44, ["rights.shipping_cover.coverage"] = 0.44, ["rights.refund_only.coverage"] = 0.44,
      ["rights.fake_nine.coverage"] = 0.44, ["rights.certificate.coverage"] = 0.44, ["rights.first_order.coverage"] = 0.44,
      ["rights.phone_warranty.coverage"] = 0.44, ["shelf.search"] = 0.02, ["shelf.browse"] = 0.05, ["shelf.shop"] = 0.005,
      ["scores.kept"] = "on", ["ads.load"] = 0.2, ["ads.follow"] = 0.8, ["word.form"] = "segments", ["hosts.kept"] = "on", ["hosts.leave_per_year"] = 0.5,
      ["seller.strain_quality"] = 0.3, ["seller.strain_service"] = 0.3, ["seller.entry_per_year"] = 0.4,
      ["seller.price_learning"] = 0.05, ["seller.cash_days"] = 20, ["seller.hours_response"] = 0.5, ["seller.quality_response"] = 0.2,
      ["distribution.share"] = 0.4, ["distribution.brands"] = 0.5,
      ["supply.form"] = "chain", ["supply.direct_share"] = 0.3, ["supply.presale_share"] = 0.2, ["seeding.form"] = "on",
      ["growth.form"] = "on",
    },
  }),
  -- Sellers of belts follow the level of their market by a script; all others decide by the rules.
  strategies = {
    belt = function(self, view)
      self.days = (self.days or 0) + 1
      if self.days % 7 == 1 then return { price = view.price * (view.market_level / view.price_level) ^ 0.1, live_hours = 5 } end
    end,
  },
  calendar = { warmup = 40, from = "2022-05-01", to = "2022-06-29" },
  brands = {
    fl.brand {
      id = "acme", alliance_commission = 0.2, presale_share = 0.3, chain = { "factory", "brand" }, enters = "2022-05-10", talk = 5,
      effort = 0.7,
    },
  },
  rooms = {
    fl.room { id = "stage", brand = "acme", followers = 20000, talent = true, team = 3, rotation = "score", ads_budget = 2000 },
    fl.room { id = "side", brand = "acme", followers = 5000 },
  },
  hosts = {
    fl.host { id = "head", room = "stage", place = 2, skill = 1.2, honesty = 0.6, pay_share = 0.5, affection = 0.5, fatigue_per_hour = 0.1 },
    fl.host { id = "other", room = "side", personality = 1.1, recovery_days = 1, retainer = 100, leave_per_year = 3 },
  },
  policies = {
    fl.festival { id = "616", from = "2022-05-20", to = "2022-06-19", peak = { "2022-06-16", "2022-06-19" }, gala_date = "2022-06-15" },
    fl.subsidy { id = "ten-billion", budget = 2e9 },
    fl.rights { id = "more", right = "seven_day", coverage = 0.8, from = "2022-06-01" },
    fl.rights { id = "good", right = "first_order", coverage = 0.9, from = "2022-05-20", score_by = "shop", least_score = 0.5 },
    fl.traffic_pool { id = "pool", exposures = 1e8 },
    fl.kuai_programme { id = "kuai" },
    fl.cold_start { id = "cold" },
    fl.stream_plan { id = "stream" },
    fl.service_provider { id = "mcn" },
    fl.rival_festival { id = "rival", from = "2022-06-01", to = "2022-06-18" },
    fl.defect { id = "batch", brand = "acme", from = "2022-05-20", to = "2022-06-05", rate = 0.3, response = "recall" },
    fl.departure { id = "goes", room = "stage", host = "head", rival = "side", from = "2022-06-20", to = "2022-06-25" },
    fl.star_session { id = "star", room = "stage", from = "2022-06-10", to = "2022-06-10", reach = 1e6 },
  },
}
