-- The world "kuaishou-2022": a live-commerce platform of the size and habits of Kuaishou in 2022.
--
-- Only what belongs to that year is said here; every other parameter keeps its default (fanloop params lists them with unit, range,
-- meaning and source). To make a world of your own, copy this file beside your scenario as my_world.lua, change it, and write
--   world = fl.world(require "my_world", { fans = 2e5 })
return {
  -- People. 2022: about 613 million monthly and 356 million daily active users (company reports); 356 / 613 is .58, taken as .575
  -- because the monthly figure counts everyone who came once.
  ["platform.population"] = 613e6, -- real fans
  ["fan.activity"] = 0.575, -- share of the population that is active on a mean day

  -- Time. Q1 2022: 128.1 minutes per daily active user and day (company report).
  ["fan.minutes"] = 128.1, -- minutes per active day

  -- Rooms. No public count of rooms that sell in a month; the law of displayed followers is set so that rooms with 100,000 to
  -- 1 million followers hold a large part of sales, as reported for 2020.
  ["platform.rooms"] = 400000, -- real rooms
  ["platform.followers_min"] = 3000, -- followers of the smallest room
  ["platform.followers_max"] = 6e7, -- followers of the largest room
  ["platform.followers_exponent"] = 2.05, -- of the truncated power law
}
