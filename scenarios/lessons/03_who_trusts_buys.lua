-- What is it
--   Lesson 3: the same platform with fans who remember a room for four months, and with fans who forget it within one.
-- Question
--   Guess first: of ten orders, how many are by fans who had bought in the same room before? And of fans who forget?
-- Scope and limitations
--   4,000 simulated fans and 200 rooms. How fast trust fades is given (trust.memory: the time in which it falls to 37 % without a visit).
-- Knobs
--   trust.memory; trust.gain_per_hour and trust.gain_good (how trust grows), trust.loss_bad, follow.notification_reach.
-- Things to notice
--   The answer is the metric below the charts: 5.4 to 5.8 of ten by the seed; with --set trust.memory=30 it is 2.9 to 3.6. The private
--   share of GMV falls likewise, from 57–61 % to 32–38 %. `fanloop compare --runs 5`: GMV -25 % (-26 to -23), orders -18 %, buyers
--   -1 %. R2, the repurchase rate of the platform, falls by 1.3 points of 82 only (.4 to 2.3): who needs goods buys again somewhere.
--   Trust decides where.
--   值得注意：答案是图下的指标：十单里有 5.4 至 5.8 单（视种子而定）；加 --set trust.memory=30 后为 2.9 至 3.6 单。私域 GMV 占比同样下降，
--   从 57–61 % 降到 32–38 %。fanloop compare --runs 5：GMV -25 %（-26 至 -23），订单 -18 %，买家 -1 %。平台复购率 R2（82 %）只降 1.3 个
--   百分点（0.4 至 2.3）：有需求的人总会再买，信任决定的是在哪里买。
-- Things to try
--   Does long memory do as much good as forgetting does harm (variant long_memory)? What does --set trust.gain_good=0 change: trust by time
--   alone? And follow.notification_reach=0.2: fans who trust, but do not hear of the room?
--   可以试试：记得更久的好处，和忘得更快的坏处一样大吗（方案 long_memory）？--set trust.gain_good=0（信任只来自陪伴时长）会改变什么？
--   --set follow.notification_reach=0.2（有信任，但不知道开播）呢？
-- Sources
--   facts 1 and 3; the loop is the model's (docs/model.md, M02 and M03).
local fl = require "fanloop"
local measures = require "fanloop.measures"

return fl.scenario {
  name = "03_who_trusts_buys",
  title = "Lesson 3: who trusts, buys again",
  title_zh = "第三课：信任带来复购",
  question = "Of ten orders, how many are by fans who bought in that room before: two, four or six? And if they forget rooms in a month?",
  question_zh = "十单里有几单来自在同一直播间买过的粉丝：约两单、约四单还是约六单？如果粉丝一个月就忘记直播间呢？",
  world = fl.world("kuaishou-2022-core", { fans = 4000, rooms = 200 }),
  calendar = { warmup = 28, from = "2022-03-01", to = "2022-05-31", flat = true },
  metrics = {
    -- In ten orders those of fans who had bought in the room before.
    regulars_in_ten = measures.so_far(function(sim) return 10 * measures.sum(sim, "room_day", "returning_orders"), sim.platform.orders end),
  },
  variants = {
    forgetful = { set = { ["trust.memory"] = 30 } },
    long_memory = { set = { ["trust.memory"] = 400 } },
  },
  explain = "forgetful",
}
