-- The world "kuaishou-2022": a live-commerce platform of the size and habits of Kuaishou in 2022, with all that it had (fanloop.platform).
-- People, time and rooms are those of "kuaishou-2022-core"; what the year adds is said here, every other parameter keeps its default
-- (fanloop params lists them with unit, range, meaning and source). To make a world of your own, copy this file beside your scenario as
-- my_world.lua, change it, and write
--   world = fl.world(require "my_world", { fans = 2e5 })
return require "fanloop.platform"(2022, require "fanloop.worlds.kuaishou-2022-core", {
  -- Buying. 6.9 yuan of GMV per daily active user and day; 16 % of monthly users buy in a month.
  ["fan.shopper_share"] = 0.36, ["fan.need_per_day"] = 0.405, ["start.orders_per_fan_day"] = 0.061,

  -- Governance: a team of almost 3,000 and over 700 million yuan in two years; all goods of official events reviewed (facts 3.1).
  ["governance.staff"] = 3000, -- people
  ["governance.money"] = 9.6e5, -- yuan per day
  ["governance.event_review"] = 1, -- share of goods in events

  -- Rights of buyers: about 44 % of orders under one of them at least (400 million in the 26 days before 14 June).
  ["rights.seven_day.coverage"] = 0.15, ["rights.shipping_cover.coverage"] = 0.11, ["rights.refund_only.coverage"] = 0.07,
  ["rights.fake_nine.coverage"] = 0.07, ["rights.certificate.coverage"] = 0.04, ["rights.first_order.coverage"] = 0.07,
  ["rights.phone_warranty.coverage"] = 0.5,
})
