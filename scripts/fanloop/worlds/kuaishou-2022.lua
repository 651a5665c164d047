-- The world "kuaishou-2022": a live-commerce platform of the size and habits of Kuaishou in 2022, with all that it had (fanloop.platform).
--
-- Only what belongs to that year is said here; every other parameter keeps its default (fanloop params lists them with unit, range,
-- meaning and source). To make a world of your own, copy this file beside your scenario as my_world.lua, change it, and write
--   world = fl.world(require "my_world", { fans = 2e5 })
return require "fanloop.platform"(2022, {
  -- People. 2022: about 613 million monthly and 356 million daily active users (company reports). The simulated fans are the people
  -- who come within a year; some 94 % of them come in a month.
  ["platform.population"] = 645e6, -- real fans
  ["fan.activity"] = 0.552, -- share of the population that is active on a mean day

  -- Time. Q1 2022: 128.1 minutes per daily active user and day (company report).
  ["fan.minutes"] = 128.1, -- minutes per active day

  -- Rooms. No public count of rooms that sell in a month. Displayed followers follow a double Pareto law, which puts 36 % of them
  -- with rooms of 100,000 to 1 million followers (reported to hold about 40 % for 2020) and 89 % with the largest fifth of rooms.
  ["platform.rooms"] = 400000, -- real rooms
  ["platform.followers_min"] = 1000, -- followers of the smallest room
  ["platform.followers_body"] = 1.7, -- density exponent below the knee
  ["platform.followers_knee"] = 3e5, -- followers
  ["platform.followers_exponent"] = 2.3, -- density exponent above the knee
  ["platform.followers_max"] = 6e7, -- followers of the largest room

  -- Buying. 6.9 yuan of GMV per daily active user and day; 16 % of monthly users buy in a month.
  ["fan.shopper_share"] = 0.36, ["fan.need_per_day"] = 0.39, ["start.orders_per_fan_day"] = 0.061,

  -- Governance: a team of almost 3,000 and over 700 million yuan in two years; all goods of official events reviewed (facts 3.1).
  ["governance.staff"] = 3000, -- people
  ["governance.money"] = 9.6e5, -- yuan per day
  ["governance.event_review"] = 1, -- share of goods in events

  -- Rights of buyers: about 44 % of orders under one of them at least (400 million in the 26 days before 14 June).
  ["rights.seven_day.coverage"] = 0.15, ["rights.shipping_cover.coverage"] = 0.11, ["rights.refund_only.coverage"] = 0.07,
  ["rights.fake_nine.coverage"] = 0.07, ["rights.certificate.coverage"] = 0.04, ["rights.first_order.coverage"] = 0.07,
  ["rights.phone_warranty.coverage"] = 0.5,
})
