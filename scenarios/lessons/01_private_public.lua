-- What is it
--   Lesson 1: a small platform on its first day. Fans meet rooms in the public feed; some follow; followers come back by themselves.
-- Question
--   Guess first: after 26 weeks, how much of a week's sales comes from followers who came back? The run asks it before it begins.
-- Scope and limitations
--   4,000 simulated fans and 200 rooms: enough for the shape of the curve, too few for any single room.
-- Knobs
--   follow.per_minute (how easily fans follow), follow.notification_reach (do they hear of it when a room goes live?), trust.memory.
-- Things to notice
--   The answer is the last week, below the key figures, which are means of all 26 weeks: 46 to 58 % by the seed.
--   Run it with --chart: the private share climbs fast, then ever more slowly: relations forget, and a fan keeps eight of them at most.
--   值得注意：答案是最后一周的数值，在主要指标下方（主要指标是二十六周的平均）：46 % 至 58 %，视种子而定。加 --chart 运行：私域占比先快后慢地
--   上升，因为关系会被遗忘，而一位用户最多保持八段关系。
-- Things to try
--   `fanloop compare` it: fans who hardly hear of their rooms, and fans who forget them in a month. Which hurts more, and why?
--   可以试试：fanloop compare：几乎收不到开播提醒的用户，和一个月就忘记直播间的用户，哪一种损失更大，为什么？
-- Sources
--   facts 1 and 2; the curve is the model's (docs/model.md, M02 and M03).
local fl = require "fanloop"

return fl.scenario {
  name = "01_private_public",
  title = "Lesson 1: public traffic, private traffic",
  title_zh = "第一课：公域流量与私域流量",
  question = "After 26 weeks, how much of a week's sales comes from followers: about a tenth, a quarter, or about a half?",
  question_zh = "二十六周之后，一周的销售额有多少来自回访的粉丝：约一成、约四分之一，还是约一半？",
  world = fl.world("kuaishou-2022-core", { fans = 4000, rooms = 200, empty_start = true }),
  calendar = { warmup = 0, from = "2022-01-01", to = "2022-07-01", flat = true },
  variants = {
    unheard = { set = { ["follow.notification_reach"] = 0.2 } },
    forgetful = { set = { ["trust.memory"] = 30 } },
  },
}
