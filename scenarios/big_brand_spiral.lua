-- What is it
--   A big brand that is known outside opens a room of its own with 100,000 followers. Every six weeks it has a day of its own (Super Product Day, 超级品牌日), six
--   times, three days each: prices 20 % lower, twelve hours on air, more paid traffic, and a traffic pool of a million public visits a day. In the room an
--   entrepreneur is on air (自播). `no_events`: none; the others with events and, `…_no_events`, without: `poor` goods and service (.4 after .8),
--   `nobody_follows` (any room), `store` (店播, a local host), `warm` (fans stay 30 % longer), `chain` (stock, batches and styles that go from new to hit,
--   daily and clearance).
-- Question
--   Do the fans whom a brand's events leave raise its daily sales, event by event, and what does it take?
-- Scope and limitations
--   All days of the year are alike. The pool costs the brand nothing and takes its visits from other rooms. Prices after an event are those of before. Only
--   `chain` has styles; there events do not wait for a new one. Levels are GMV of the last 28 days before the next event, in thousand yuan a day, so that
--   burst and dip of an event are not in them.
-- Knobs
--   cycle, first_event, event_days, events and brand_day in this file; brand-day.per_day; own.quality, own.service, own-room.content, .broadcast, .origin;
--   follow.*, ads.load, supply.form.
-- Things to notice
--   Eight run numbers, with and without events, mean and 95 % interval; more in docs/answers.md. *The spiral*: the level is 122 before
--   the first event, then 194, 288, 380, 479, 582 and 695; without events it is 305 at the end. Events add 26 % to the level (18 to 38),
--   56, 78, 100, 124 and 128 (97 to 193): each leaves more, and it stays. It is a sum and not compound interest, for the pool has the
--   same visits each time. The event itself grows from 584 to 1,374 a day, and followers to 578,000 (254,000 without). Growth without
--   events, 2.5 times, is good goods in an own room alone.
--   *No spiral*: poor goods win half as many followers at each event as good ones (178,000 and 324,000 more after six), and these hardly
--   buy: the level is 21 with events and 5 without them, and the sixth event sells what the first did, 340. Where nobody follows it is
--   86 and 63: what is left is the trust of those who followed before and of buyers whom the feed brings back.
--   *Personal*: with a store broadcast instead of an entrepreneur the level is 750 in the end, 8 % more (2 to 13), and so it was before
--   the first event. What counts more is the time that fans spend: `warm` goes from 231 to 1,191, to 729 without events; it grows 3.2
--   times by itself, and events add about what they add elsewhere. *Styles*: with `chain` the level is 601 with events and 223 without.
-- Things to try
--   --set brand-day.per_day=3e6: more traffic. --set follow.dormant_after=30. SELECT date, uv_public, follows, unfollows FROM room_day JOIN room USING (room)
--   WHERE id = 'own-room'. SELECT date, offers_new, offers_hit, offers_clearance, turned_away FROM supply_brand_day (supply.form=chain).
-- Sources
--   Facts 6 (spiral of a brand; Super Product Day), 4 (big brands; store and self-broadcast), 7 (a soy-sauce brand that began by an event). Sizes of events
--   are assumed (docs/model.md, M02, M03, M08, M11, M13, M20).
local fl = require "fanloop"
local measures = require "fanloop.measures"

local first, last = "2022-01-01", "2022-10-07"
local cycle, first_event, event_days, events = 42, 29, 3, 6

-- Whether an event is on, on a day of the window (1 is its first).
local function event(day)
  local since = day - first_event
  return since >= 0 and since < events * cycle and since % cycle < event_days
end

-- What the brand itself does on its day: a lower price, a long session, paid traffic beyond the rule of ads.budget_share.
local function brand_day(self, view)
  if event(view.day) then
    self.usual = self.usual or { price = view.price, live_hours = view.live_hours, ads_budget = -1, ads_roi = 0 }
    return { price = 0.8 * self.usual.price, live_hours = 12, ads_budget = fl.wan(30), ads_roi = 0.5 }
  end
  return self.usual
end

local function gmv(sim)
  local row = sim:room("own-room")
  return (row.gmv_private_fen + row.gmv_public_fen + row.gmv_paid_fen + row.gmv_shelf_fen) / 1e5
end

local metrics = {}
for number = 0, events do
  local next_event = fl.add_days(first, first_event - 1 + number * cycle)
  local from, to = fl.add_days(next_event, -28), fl.add_days(next_event, -1)
  metrics["level_" .. number] = measures.mean(from, to, gmv)
  metrics["followers_" .. number] = measures.mean(from, to, function(sim) return sim:room("own-room").active_followers / 1e3 end)
  if number < events then metrics["event_" .. number + 1] = measures.mean(next_event, fl.add_days(next_event, event_days - 1), gmv) end
end

-- A pair of variants: with events, and without.
local variants = { no_events = { without = "brand-day", set = { ["own.scripted"] = false } } }
local function pair(name, set)
  local silent = { ["own.scripted"] = false }
  for key, value in pairs(set) do silent[key] = value end
  variants[name] = { set = set }
  variants[name .. "_no_events"] = { without = "brand-day", set = silent }
end

pair("poor", { ["own.quality"] = 0.4, ["own.service"] = 0.4 })
pair("nobody_follows", { ["follow.after_order"] = 0, ["follow.per_minute"] = 0 })
pair("store", { ["own-room.broadcast"] = "store", ["own-room.origin"] = "local" })
pair("warm", { ["own-room.content"] = 1.3 })
pair("chain", { ["supply.form"] = "chain" })

return fl.scenario {
  title = "The spiral of a big brand: does each event start from a higher level?",
  title_zh = "大品牌的螺旋：每次营销活动都从更高的起点开始吗？",
  question = "Do the fans whom a brand's events leave raise its daily sales, event by event, and what does it take?",
  question_zh = "品牌活动留下的粉丝能否一次次抬高日销，需要什么条件？",
  world = fl.world("kuaishou-2022-core", { fans = 2e4, rooms = 300, focus_fans = 16384, focus_weight = 300, params = { ["ads.load"] = 0.3, ["hosts.kept"] = "on" } }),
  calendar = { warmup = 90, from = first, to = last, flat = true },
  brands = { fl.brand { id = "own", kind = "big", quality = 0.8, service = 0.8, outside_trust = 0.5, strategy = brand_day } },
  rooms = {
    fl.room { id = "own-room", brand = "own", category = "food", followers = fl.wan(10), live_prob = 1, live_hours = 5, broadcast = "self", origin = "entrepreneur" },
  },
  policies = { fl.traffic_pool { id = "brand-day", brand = "own", exposures = fl.yi(10), per_day = fl.wan(100), most_share = 0 } },
  on_day = function(sim) sim:set("brand-day.most_share", event(fl.days_between(first, sim.date) + 1) and 0.2 or 0) end,
  metrics = metrics, variants = variants, baseline = "no_events",
}
