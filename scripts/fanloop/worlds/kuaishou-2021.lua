-- The world "kuaishou-2021": a live-commerce platform of the size and habits of Kuaishou in 2021, with all that it had (fanloop.platform).
-- What is not said here is as in the other years; "kuaishou-2022" says more.
local fl = require "fanloop"

return require "fanloop.platform"(2021, {
  -- People. 2021: 544 million monthly and 308 million daily active users (company reports). The population is that of
  -- which 95 % come in a month.
  ["platform.population"] = 573e6, -- real fans
  ["fan.activity"] = 0.538, -- share of the population that is active on a mean day
  ["fan.minutes"] = 111, -- minutes per active day (company report)
  ["platform.commission_share"] = 0.0105, -- share of GMV

  -- Rooms: as many for each monthly user as in 2022 (assumed), the largest one too.
  ["platform.rooms"] = 355000, -- real rooms
  ["platform.followers_max"] = 5.3e7, -- followers of the largest room

  -- Buying. 6.0 yuan of GMV per daily active user and day.
  ["fan.shopper_share"] = 0.37, ["fan.need_per_day"] = 0.313, ["start.orders_per_fan_day"] = 0.053,

  ["governance.staff"] = 3000, -- people
  ["governance.money"] = 9.6e5, -- yuan per day
  ["governance.event_review"] = 1, -- share of goods in events

  -- Rights of buyers: about 45 % of the year's orders under one of them at least. Refund without return came with the trust card: June
  -- by one text, early in the year by another; June is taken.
  ["rights.seven_day.coverage"] = 0.16, ["rights.shipping_cover.coverage"] = 0.13, ["rights.fake_nine.coverage"] = 0.08,
  ["rights.certificate.coverage"] = 0.04, ["rights.first_order.coverage"] = 0.08, ["rights.phone_warranty.coverage"] = 0.5,
  policies = { fl.rights { id = "trust-card", right = "refund_only", coverage = 0.08, from = "2021-06-01" } },
})
