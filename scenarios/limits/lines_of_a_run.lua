-- What is it
--   Half a year and a week of the platform of 2022, read like a panel: who buys of whom, and how often, what comes back, who complains.
--   Beside it the same with frozen trust, and where all is sold in rooms, or all from the shelf.
-- Question
--   Do small brands have fewer buyers who also buy a little less often, and how many buy, complain and send back?
-- Scope and limitations
--   A check of the model. Brands have a room each; those of 50 simulated buyers and more count, and a room that stands for many has its
--   buyers divided by them. Viewers of a session: fans of a room and day; exposures: four offers a visit; the week: the first of July.
-- Knobs
--   category.*.fit_return, shelf.fit_return (what comes back), outcome.complaint_share (who complains).
-- Things to notice
--   What it finds stands in docs/scorecard.md (V6, V11, V12, V18).
-- Things to try
--   SELECT category, sum(returns) * 1.0 / sum(delivered) FROM category_day GROUP BY 1.
-- Sources
--   Ehrenberg (1988) on double jeopardy; validation V6, V11, V12, V18.
local fl = require "fanloop"
local measures = require "fanloop.measures"

-- Last day of a pair of fan and room; by room its buyers, and the days on which each of them bought.
local last, buyers, times = {}, {}, {}

local function read(sim)
  if not sim.in_window then return end
  for _, order in ipairs(sim:rows("sample_order")) do
    local room, pair = order.room, order.fan * 65536 + order.room
    if not last[pair] then buyers[room] = (buyers[room] or 0) + 1 end
    if last[pair] ~= sim.day then times[room] = (times[room] or 0) + 1 end
    last[pair] = sim.day
  end
end

-- Slope and correlation of ln of times a buyer on ln of buyers of a real room, both less the mean of their category.
local function fit(sim)
  local groups, xx, xy, yy = {}, 0, 0, 0
  for index, count in pairs(buyers) do
    local room = sim:room(index)
    if count >= 50 then
      local group = groups[room.category] or {}
      groups[room.category] = group
      table.insert(group, { math.log(count / room.weight), math.log(times[index] / count) })
    end
  end
  for _, group in pairs(groups) do
    local x, y = 0, 0
    for _, point in ipairs(group) do x, y = x + point[1] / #group, y + point[2] / #group end
    for _, point in ipairs(group) do
      local dx, dy = point[1] - x, point[2] - y
      xx, xy, yy = xx + dx * dx, xy + dx * dy, yy + dy * dy
    end
  end
  if xx > 0 and yy > 0 then return xy / xx, xy / math.sqrt(xx * yy) end -- nil in a world that is too small
end

local function at_end(value)
  return function(sim) return sim.day + 1 == sim.days and value(sim) or nil end
end

local function live(sim, what) -- of visits to rooms
  local sum = 0
  for _, source in ipairs { "_private", "_public", "_paid" } do sum = sum + measures.sum(sim, "room_day", what .. source) end
  return sum
end

local function apparel_of(sim)
  for _, row in ipairs(sim:rows("category_day")) do
    if row.category == "women_apparel" then return row.returns, row.delivered end
  end
  return 0, 0
end

local function week(sim) -- the month that the window cuts short
  for _, row in ipairs(sim:rows("repurchase")) do
    if row.period == "month" then return row.buyers / row.active_fans end
  end
end

return fl.scenario {
  title = "Limits: what one run tells",
  title_zh = "模型边界：单次运行能说明什么",
  question = "Do small brands have fewer buyers who also buy a little less often, and how many buy, complain and send back?",
  question_zh = "小品牌是否顾客更少、购买也略少（双重危机），又有多少人下单、投诉、退货？",
  world = fl.world("kuaishou-2022", { fans = 2e4, params = { ["record.sample_share"] = 1 } }),
  calendar = { warmup = 120, from = "2022-01-01", to = "2022-07-07" },
  on_day = read,
  metrics = {
    jeopardy_slope = at_end(fit),
    jeopardy_correlation = at_end(function(sim) return select(2, fit(sim)) end),
    apparel_returned = measures.so_far(apparel_of),
    buyers_of_session_viewers = measures.so_far(function(sim) return live(sim, "buyers"), live(sim, "uv") end),
    orders_of_exposures = measures.so_far(function(sim) return live(sim, "orders"), 4 * sim.platform.visits end),
    buyers_of_a_week = at_end(week),
    complaints_of_problems = measures.so_far(function(sim) return sim.platform.complaints, sim.platform.detractors end),
  },
  variants = {
    frozen = { set = { ["trust.form"] = "frozen" } },
    no_shelf = { set = { ["shelf.search"] = 0, ["shelf.browse"] = 0, ["shelf.shop"] = 0 } },
    shelf_alone = { set = { ["choice.buy_per_minute"] = 0 } },
  },
}
