-- The world "kuaishou-2020": a live-commerce platform of the size and habits of Kuaishou in 2020, with all that it had (fanloop.platform).
-- What is not said here is as in the other years; "kuaishou-2022" says more.
return require "fanloop.platform"(2020, {
  -- People. 2020: 481 million monthly and 265 million daily active users (company reports). The population is that of
  -- which 95 % come in a month.
  ["platform.population"] = 506e6, -- real fans
  ["fan.activity"] = 0.522, -- share of the population that is active on a mean day
  ["fan.minutes"] = 87.3, -- minutes per active day (company report)
  ["platform.commission_share"] = 0.0075, -- share of GMV

  -- Rooms: as many for each monthly user as in 2022 (assumed), the largest one too.
  ["platform.rooms"] = 314000, -- real rooms
  ["platform.followers_max"] = 4.7e7, -- followers of the largest room

  -- Buying. 3.9 yuan of GMV per daily active user and day, from fewer than the 100 million monthly buyers that were first passed in 2022.
  -- R2 is then above the reported 65 %: docs/model.md, "Worlds of the years".
  ["fan.shopper_share"] = 0.4, ["fan.need_per_day"] = 0.127, ["fan.need_shape"] = 0.18, ["start.orders_per_fan_day"] = 0.032, ["start.relations"] = 4.4,

  ["governance.staff"] = 3000, -- people
  ["governance.money"] = 9.6e5, -- yuan per day
  ["governance.event_review"] = 1, -- share of goods in events

  -- Rights of buyers: the first-order guarantee of 100 days (2020).
  ["rights.first_order.coverage"] = 0.1,
})
