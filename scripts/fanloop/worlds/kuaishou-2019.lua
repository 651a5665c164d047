-- The world "kuaishou-2019": a live-commerce platform of the size and habits of Kuaishou in 2019, with all that it had (fanloop.platform).
-- What is not said here is as in the other years; "kuaishou-2022" says more.
return require "fanloop.platform"(2019, {
  -- People. 2019: 330 million monthly and 176 million daily active users (company reports). The population is that of
  -- which 95 % come in a month.
  ["platform.population"] = 347e6, -- real fans
  ["fan.activity"] = 0.507, -- share of the population that is active on a mean day
  ["fan.minutes"] = 74.6, -- minutes per active day (company report)
  ["platform.commission_share"] = 0.0047, -- share of GMV

  -- Rooms: as many for each monthly user as in 2022 (assumed), the largest one too.
  ["platform.rooms"] = 215000, -- real rooms
  ["platform.followers_max"] = 3.2e7, -- followers of the largest room

  -- Buying. 0.93 yuan of GMV per daily active user and day; 45 % of a month's buyers buy on a second day of it, the reading of the
  -- reported repurchase rate that is fitted (R2, declared beforehand).
  ["fan.shopper_share"] = 0.42, ["fan.need_per_day"] = 0.0213, ["fan.need_shape"] = 0.4,
  ["start.orders_per_fan_day"] = 0.0075, ["start.relations"] = 3.6,

  ["governance.staff"] = 1000, -- people
  ["governance.money"] = 3.2e5, -- yuan per day
  ["governance.event_review"] = 1, -- share of goods in events
})
