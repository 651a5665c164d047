-- What is it
--   A star goes on air for a day in the room of a brand with a million followers: two million visits for 300,000 yuan, half of whom the goods
--   suit, a fifth led on by hot lists to other sellers. For the same money: a star who reaches half as many, all of whom the goods suit
--   (`better_fit`); one of three times the reach (`larger`); three days of a third of it (`three_days`).
-- Question
--   How many followers does a yuan for a star leave behind after 7, 30 and 90 days, and what do they buy?
-- Scope and limitations
--   The star's own sales talk is not modelled: visits and their fit are given. The visits are made by whoever is on the platform that day; a
--   part of these would not have come. GMV before returns; the cost of goods is in v_brand_month.
-- Knobs
--   star.reach, star.fit, star.fee, star.outside, star.dormant, star.pass_on.
-- Things to notice
--   Eight run numbers against `none`, 95 % intervals. A yuan leaves .030 followers after 7 days (.016 to .044), .029 after 30 and .034
--   after 90 (.009 to .059): not fewer, since what the star sold and won raises the room's public exposure. On the day the room wins 25,500
--   followers instead of 2,800; of the guests' followers half have left the next morning. Half the reach with full fit leaves no fewer
--   (.040, .037, .045), three days of a third as much (.031, .024, .031); three times the reach for the same fee .078, .077, .084. The room
--   sells 11 yuan more for each yuan of the fee by the end of July (5 to 18; larger 20, 16 to 25), before the cost of goods.
-- Things to try
--   SELECT days, followers_over_eve, 100.0 * followers_over_eve / paid_fen FROM star_day WHERE days IN (7, 30, 90), against the same days
--   of `none`, where the room gains followers as well. --set star.fit=1. --set follow.per_minute=0.05.
-- Sources
--   Facts 4 (stars bring outside and dormant fans for a day, hot lists lead part of them on). Reach, fee and fit are assumed (docs/model.md,
--   M20).
local fl = require "fanloop"
local measures = require "fanloop.measures"

local followers = {}

-- Displayed followers of the room so many days after the session; the difference of variants is what the star left.
local function after(days)
  local date = fl.add_days("2022-04-10", days)
  return function(sim)
    if sim.date < date then return nil end
    local row = sim:room("stage")
    followers[days] = followers[days] or row.active_followers + row.dormant_followers
    return followers[days]
  end
end

local function sum_since(date, read)
  return measures.total(function(sim)
    if sim.date < date then return 0 end
    return read(sim)
  end)
end

local function star(reach, fit, to)
  return fl.star_session {
    id = "other-star", from = "2022-04-10", to = to or "2022-04-10", room = "stage", reach = reach, fit = fit,
    fee = to and fl.wan(10) or fl.wan(30),
  }
end

return fl.scenario {
  title = "What does a star session leave behind?",
  title_zh = "明星专场能留下什么？",
  question = "How many followers does a yuan for a star leave behind after 7, 30 and 90 days, and what do they buy?",
  question_zh = "请明星做客，每一元费用在7天、30天、90天后留下多少粉丝？他们又买多少？",
  world = fl.world("kuaishou-2022-core", { fans = 2e4, rooms = 300, focus_fans = 16384, focus_weight = 1500 }),
  calendar = { warmup = 120, from = "2022-03-01", to = "2022-07-31" },
  brands = { fl.brand { id = "own", kind = "kuai" } },
  rooms = {
    fl.room {
      id = "stage", brand = "own", category = "beauty", followers = fl.wan(100), live_prob = 1, live_hours = 6, start_minute = 18 * 60,
    },
  },
  policies = {
    fl.star_session {
      id = "star", from = "2022-04-10", to = "2022-04-10", room = "stage", reach = fl.wan(200), fit = 0.5, fee = fl.wan(30),
    },
  },
  metrics = {
    followers_after_7 = after(7),
    followers_after_30 = after(30),
    followers_after_90 = after(90),
    room_yuan = sum_since("2022-04-10", function(sim) return sim:room("stage").paid_fen / 100 end),
    follows_of_the_day = sum_since("2022-04-10", function(sim)
      return sim.date == "2022-04-10" and sim:room("stage").follows or 0
    end),
  },
  variants = {
    none = { without = "star" },
    better_fit = { replace = { star = star(fl.wan(100), 1) } },
    larger = { replace = { star = star(fl.wan(600), 0.5) } },
    three_days = { replace = { star = star(fl.wan(67), 0.5, "2022-04-12") } },
  },
  baseline = "none",
}
