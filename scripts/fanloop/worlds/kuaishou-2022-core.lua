-- The world "kuaishou-2022-core": fans, hosts, trust and choice alone on a live-commerce platform of the size and habits of Kuaishou in 2022.
--
-- Only what belongs to that year is said here; every other parameter keeps its default (fanloop params lists them with unit, range,
-- meaning and source). To make a world of your own, copy this file beside your scenario as my_world.lua, change it, and write
--   world = fl.world(require "my_world", { fans = 2e5 })
return {
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
}
