-- What is it
--   Two rooms of a million followers each: one lives on its founder, in the other five hosts take turns. The head host of each leaves on 1
--   April for a rival room (as it stands), or leaves the platform (`off_platform`); `stays`: nobody leaves.
-- Question
--   What if the head host leaves: what does a room of one person lose, and a room of five, with a rival and without?
-- Scope and limitations
--   Fans learn of it within two weeks. Whoever takes the place comes a week later; until then a room of one is off the air. Sellers do not
--   answer: no prices, no pay to keep the host. GMV before returns.
-- Knobs
--   team and rotation of the rooms; host_share (start), trust.host_drift; share and to of the departures; hosts.hire_days,
--   hosts.personality_sd, hosts.store_bind.
-- Things to notice
--   Eight run numbers, GMV a day from the middle of April to the end of August against `stays`, 95 % intervals. The room of one loses
--   37 % of it (24 to 50) where its founder goes to a rival, 33 % (19 to 45) where the founder leaves the platform; of the rotated room
--   nothing can be told (-14 to +11 %, -15 to +8 %). Active followers: -32 % (9 to 56) in the room of one, in the rotated one nothing
--   that can be told (-4 %, -10 to +1). The rival that the founder joins sells 23 % more (10 to 45), that of the rotated room 14 % (3 to
--   26): half of what is bound to a host comes along, and followers with it. Some of the loss of the room of one is the week in which it
--   is off the air. Who comes instead is drawn, so that single runs differ by far.
-- Things to try
--   SELECT id, bound_share, sum(fans), sum(followed) FROM parting_day GROUP BY id. SELECT date, room, on_air, fatigue, bound_share,
--   pay_share FROM host_day WHERE id = 'founder'. --set founder.affection, .skill, .personality, .honesty, .pay_share of either host: what
--   is not said is drawn. --set founder-goes.share=1. broadcast = "store" for the room of one: the brand is on air.
-- Sources
--   Facts 4 (mindshare in the room, not in the person; a phone brand that rotates four or five hosts). Shares, fatigue and hiring are assumed
--   (docs/model.md, M20).
local fl = require "fanloop"
local measures = require "fanloop.measures"

local teams = { alone = 1, rotated = 5, rival_of_alone = 3, rival_of_rotated = 3 }
local brands, rooms = {}, {}
for i, id in ipairs { "alone", "rotated", "rival_of_alone", "rival_of_rotated" } do
  brands[i] = fl.brand { id = id, kind = "kuai" }
  rooms[i] = fl.room {
    id = id, brand = id, category = "women_apparel", followers = fl.wan(100), live_prob = 0.9, start_minute = 19 * 60,
    team = teams[id], rotation = "turns",
  }
end

local heads = { alone = "founder", rotated = "head" }

local function goes(id, room, rival)
  return fl.departure { id = id, from = "2022-04-01", to = "2022-04-14", room = room, host = heads[room], rival = rival, share = 0.5 }
end

-- A mean a day since the middle of April of what a room's row says, in yuan.
local function since(room)
  return measures.so_far(function(sim)
    if sim.date < "2022-04-15" then return 0, 0 end
    return sim:room(room).paid_fen / 100, 1
  end)
end

local function last(room, column)
  return measures.at_end(function(sim) return sim:room(room)[column] end)
end

return fl.scenario {
  title = "What if the head host leaves?",
  title_zh = "头部主播离开会怎样？",
  question = "What if the head host leaves: what does a room of one person lose, and a room of five, with a rival and without?",
  question_zh = "头部主播离开时，一人直播间与五人轮播的直播间各失去什么？有无竞争直播间有何不同？",
  world = fl.world("kuaishou-2022-core", {
    fans = 2e4, rooms = 300, focus_fans = 16384, focus_weight = 1500,
    params = { ["hosts.kept"] = "on", ["hosts.leave_per_year"] = 0 },
  }),
  calendar = { warmup = 120, from = "2022-03-01", to = "2022-08-31" },
  brands = brands,
  rooms = rooms,
  hosts = { fl.host { id = "founder", room = "alone" }, fl.host { id = "head", room = "rotated" } },
  policies = { goes("founder-goes", "alone", "rival_of_alone"), goes("one-of-five-goes", "rotated", "rival_of_rotated") },
  metrics = {
    alone_yuan_a_day = since("alone"),
    rotated_yuan_a_day = since("rotated"),
    rival_of_alone_yuan_a_day = since("rival_of_alone"),
    rival_of_rotated_yuan_a_day = since("rival_of_rotated"),
    alone_active_followers = last("alone", "active_followers"),
    rotated_active_followers = last("rotated", "active_followers"),
  },
  variants = {
    stays = { without = { "founder-goes", "one-of-five-goes" } },
    off_platform = {
      replace = { ["founder-goes"] = goes("founder-ends", "alone", ""), ["one-of-five-goes"] = goes("one-of-five-ends", "rotated", "") },
    },
  },
  baseline = "stays",
}
