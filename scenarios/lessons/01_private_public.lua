-- What is it
--   Lesson 1: a small platform on its first day. Fans meet rooms in the public feed; some follow; followers come back by themselves.
-- Question
--   Guess first: after 26 weeks, how much of the sales comes from followers who came back: a tenth, a third, or more than half?
-- Scope and limitations
--   4,000 simulated fans and 200 rooms: enough for the shape of the curve, too few for any single room.
-- Knobs
--   follow.per_minute (how easily fans follow), follow.notification_reach (do they hear of it when a room goes live?), trust.memory.
-- Things to notice
--   Run it with --chart: the private share climbs fast, then ever more slowly: relations forget, and a fan keeps eight of them at most.
--   The headline is the mean of all 26 weeks; the answer to the question is the last week of the chart.
-- Things to try
--   Run it with --set follow.notification_reach=0.2, then with --set trust.memory=30. Which hurts more, and why?
-- Sources
--   facts 1 and 2; the curve is the model's (docs/model.md, M02 and M03).
local fl = require "fanloop"

return fl.scenario {
  name = "01_private_public",
  title = "Lesson 1: public traffic, private traffic",
  world = fl.world("kuaishou-2022", { fans = 4000, rooms = 200, empty_start = true }),
  calendar = { warmup = 0, from = "2022-01-01", to = "2022-07-01", flat = true },
}
