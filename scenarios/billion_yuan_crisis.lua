-- What is it
--   A Kuai brand (快品牌) that grows from a third of a billion yuan of sales a year to over a billion within two years, in a catchment of
--   ten million fans, and the growing pains of that size: an organisation that is made for so many orders a day and grows by hiring, more slowly
--   than sales (beyond capacity goods and service slip); an established competitor that enters in the second year; and, as variants, a founder
--   who steps back on 1 March of it and a second channel that takes three tenths of the effort.
-- Question
--   At a billion yuan a year, what do growth, the founder's step back, a competitor and a second channel cost a brand, and what is it worth to
--   prepare for them?
-- Scope and limitations
--   One brand with one room; its growth comes from fans who trust it, not from a plan. Strain is a law of means: quality and service
--   fall with the log of orders over capacity, at once and for all orders alike. The founder joins nobody; the team is there from the
--   beginning. The second channel is open for both years, and what it would sell with all effort there is assumed (outside_share); its sales
--   are those to fans of this platform. Money for the organisation is never short.
-- Knobs
--   own.invest_share (share of profit that goes into the organisation), seller.strain_quality, seller.organisation_days,
--   seller.headroom, seller.invest_speed; rival.enters; own-room.team, .rotation; own.effort, .outside_share.
-- Things to notice
--   Eight run numbers, two years, what fans pay in the brand's room, with 95 % intervals: 2.18 bn yuan, 1.26 bn of it from March of the
--   second year on. *Organisation*: a fifth of its profit put into it brings 6.5 % more (3.9 to 8.8); where nobody slips it is 2.1 %
--   (-1.4 to 5.4), for then the others do not either. *The competitor* costs something: without it 4.1 % more (2.6 to 5.5). *The
--   founder's step back* costs 40 % of the ten months behind it (27 to 52). With four hosts in turns, of whom the founder is one and
--   leaves, those months bring 47 % more (36 to 62) than with a founder alone who stays, since nobody is tired; that is the worth of
--   having prepared. *The second channel* takes 42 % of sales here (39 to 46: 920 m yuan, for growth is lost too) for 440 m there.
-- Things to try
--   --set seller.organisation_days=60: an organisation that hires twice as fast. SELECT from_date, orders_per_day, capacity_per_day,
--   quality FROM brand_month JOIN brand USING (brand) WHERE id = 'own': when capacity is short, and what it does to goods.
-- Sources
--   Facts 6: at about 1 billion yuan of yearly sales a brand must survive the founder's step back, established competitors and the move
--   to several channels; it should prepare two to three years before. Magnitudes assumed (docs/model.md, M24).
local fl = require "fanloop"
local measures = require "fanloop.measures"

-- The founder, who has been on air from the beginning, steps back and joins nobody.
local function steps_back()
  return fl.departure { id = "step-back", room = "own-room", host = 1, from = "2023-03-01", to = "2023-03-14" }
end

return fl.scenario {
  title = "What does a billion yuan do to a brand?",
  title_zh = "年销十亿：快品牌的成长之痛",
  question = "At a billion yuan a year, what do growth, the founder's step back, a competitor and a second channel cost a brand?",
  question_zh = "年销达到十亿时，组织跟不上、创始人退居幕后、对手入场、开辟第二渠道，各让品牌损失什么？",
  world = fl.world("kuaishou-2022-core", {
    fans = 40960, rooms = 400, focus_fans = 32768, focus_weight = 300,
    params = { ["seller.strain_quality"] = 0.6, ["seller.strain_service"] = 0.6, ["ads.load"] = 0.3, ["hosts.kept"] = "on", ["hosts.leave_per_year"] = 0 },
  }),
  calendar = { warmup = 60, from = "2022-01-01", to = "2023-12-31" },
  brands = {
    fl.brand { id = "own", kind = "kuai", quality = 0.8, service = 0.8, price_level = 1.2, gross_margin = 0.5 },
    fl.brand { id = "rival", kind = "big", quality = 0.8, service = 0.8, price_level = 1.1, outside_trust = 0.7, enters = "2023-01-01", capacity = 20000 },
  },
  rooms = {
    fl.room { id = "own-room", brand = "own", followers = fl.wan(50), content = 1.3, live_prob = 0.95, live_hours = 6, team = 1 },
    fl.room { id = "rival-room", brand = "rival", content = 1.3, live_prob = 0.95, live_hours = 8, ads_budget = fl.wan(30), ads_roi = 1 },
  },
  metrics = {
    own_m_yuan = measures.total(function(sim) return sim:room("own-room").paid_fen / 1e8 end),
    own_m_yuan_after_step_back = measures.total(function(sim)
      return sim.date >= "2023-03-01" and sim:room("own-room").paid_fen / 1e8 or 0
    end),
    elsewhere_m_yuan = measures.total(function(sim)
      local row = sim:rows("channel_day")[1] -- of the first own brand
      return row and row.date == sim.date and row.gmv_outside_fen / 1e8 or 0
    end),
  },
  variants = {
    prepared = { set = { ["own.invest_share"] = 0.2 } },
    nobody_slips = { set = { ["seller.strain_quality"] = 0, ["seller.strain_service"] = 0 } },
    no_rival = { set = { ["rival.enters"] = "2029-01-01" } },
    founder_steps_back = { add = steps_back() },
    founder_steps_back_from_a_team = { add = steps_back(), set = { ["own-room.team"] = 4, ["own-room.rotation"] = "turns" } },
    second_channel = { set = { ["own.effort"] = 0.7, ["own.outside_share"] = 0.02 } },
  },
  explain = "prepared",
}
