-- What is it
--   A Kuai brand (快品牌) that grows from a third of a billion yuan of sales a year to several billion within two years, in a catchment of
--   ten million fans. Its organisation is made for so many orders a day and grows by hiring, more slowly than sales: beyond capacity
--   goods and service slip. An established competitor enters its category in the second year.
-- Question
--   At a billion yuan a year, what does growth cost a brand whose organisation does not keep up, and what is it worth to invest ahead?
-- Scope and limitations
--   One brand with one room; its growth comes from fans who trust it, not from a plan. Strain is a law of means: quality and service
--   fall with the log of orders over capacity, at once and for all orders alike. No founder leaves here (host_departure.lua), no second
--   channel is opened. Money for the organisation is never short.
-- Knobs
--   own.invest_share (share of profit that goes into the organisation), seller.strain_quality, seller.organisation_days,
--   seller.headroom, seller.invest_speed; rival.enters.
-- Things to notice
--   Eight run numbers, two years. The brand sells 2.7 bn yuan in the two years; a fifth of its profit put into the organisation makes it
--   11 % more (8 to 13), not less than if nobody slipped at all (+8 %, 6 to 10), for then the others do not either. The investment itself
--   costs a few million yuan; most of its price is staff ahead of sales. Quality slips from .80 to .73 in the summer of the first year
--   (seed 1), when sales double within four months and pass a billion a year, and is back when growth is slower. The rival takes 3.4 %.
-- Things to try
--   --set seller.organisation_days=60: an organisation that hires twice as fast. SELECT from_date, orders_per_day, capacity_per_day,
--   quality FROM brand_month JOIN brand USING (brand) WHERE id = 'own': when capacity is short, and what it does to goods.
-- Sources
--   Facts 6: at about 1 billion yuan of yearly sales a brand must survive the founder's step back, established competitors and the move
--   to several channels; it should prepare two to three years before. Magnitudes assumed (docs/model.md, M24).
local fl = require "fanloop"

return fl.scenario {
  title = "What does a billion yuan do to a brand?",
  title_zh = "年销十亿：快品牌的成长之痛",
  question = "At a billion yuan a year, what does growth cost a brand whose organisation does not keep up?",
  question_zh = "年销达到十亿时，组织跟不上增长的品牌会损失什么？",
  world = fl.world("kuaishou-2022-core", {
    fans = 40960, rooms = 400, focus_fans = 32768, focus_weight = 300,
    params = { ["seller.strain_quality"] = 0.6, ["seller.strain_service"] = 0.6, ["ads.load"] = 0.3 },
  }),
  calendar = { warmup = 60, from = "2022-01-01", to = "2023-12-31" },
  brands = {
    fl.brand { id = "own", kind = "kuai", quality = 0.8, service = 0.8, price_level = 1.2, gross_margin = 0.5 },
    fl.brand { id = "rival", kind = "big", quality = 0.8, service = 0.8, price_level = 1.1, outside_trust = 0.7, enters = "2023-01-01", capacity = 20000 },
  },
  rooms = {
    fl.room { id = "own-room", brand = "own", followers = fl.wan(50), content = 1.3, live_prob = 0.95, live_hours = 6 },
    fl.room { id = "rival-room", brand = "rival", content = 1.3, live_prob = 0.95, live_hours = 8, ads_budget = fl.wan(30), ads_roi = 1 },
  },
  variants = {
    prepared = { set = { ["own.invest_share"] = 0.2 } },
    nobody_slips = { set = { ["seller.strain_quality"] = 0, ["seller.strain_service"] = 0 } },
    no_rival = { set = { ["rival.enters"] = "2029-01-01" } },
  },
  explain = "prepared",
}
