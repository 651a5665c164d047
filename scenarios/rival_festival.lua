-- What is it
--   A festival of another platform in June: needs are met there, fans wait for it, spend there, and some stay. Two brands, of which one
--   spends two fifths of its effort on other channels.
-- Question
--   What does a rival's festival take, what of it comes back, does it pay to answer with one's own, and what does a second channel bring?
-- Scope and limitations
--   The rival has prices and days, no sellers and no stock. How strongly it pulls is assumed, and what the brand would sell elsewhere with all
--   its effort too (outside_share). Sales elsewhere are of fans of this platform, at usual prices.
-- Knobs
--   depth, pull, activity, anticipation of the rival's festival; outside.utility (by date), outside.budget, outside.migration; effort and
--   outside_share of a brand.
-- Things to notice
--   Eight run numbers, against `no_rival`, with 95 % intervals. GMV of the four months is 6.7 % lower (6.2 to 7.1): a sixth to a fifth at
--   the end of the rival's days, 14 % in June, 8 % in July, since needs and budgets were spent there, 4 % in August. Four tenths of the
--   loss come of the 5.7 m fans who stay: without them (`nobody_stays`) it is 3.9 % (3.6 to 4.2). Half as long it takes 3.8 %. Sellers' own
--   cut of 15 % on the same days leaves 2.9 % (2.5 to 3.3), before what the cut costs them.
--   Two channels: the brand sells 526 m yuan here and 60 m elsewhere while the rival runs; with all its effort here (`all_effort_here`) 623
--   m here (97 m more, 0 to 194) and nothing elsewhere: whether both together are more cannot be told. The rival's festival adds 45 % to
--   its sales elsewhere.
-- Things to try
--   SELECT date, needs_usual, needs_drawn, needs_full FROM outside_day. SELECT brand, sum(gmv_here_fen), sum(gmv_outside_fen) FROM
--   channel_day GROUP BY brand. --set rival.depth=0.3.
-- Sources
--   Charter of the model, M23; all rates are assumed (docs/model.md, M23).
local fl = require "fanloop"
local measures = require "fanloop.measures"

local function sum(column)
  return measures.total(function(sim)
    local row = sim:rows("outside_day")[1]
    return row and row.date == sim.date and row[column] or 0
  end)
end

-- What the brand with two channels sells on one of them in the window, in million yuan.
local function channel(column)
  return measures.total(function(sim)
    for _, row in ipairs(sim:rows("channel_day")) do
      if row.date == sim.date and row.brand == sim:brand("two-channels").brand then return row[column] / 1e8 end
    end
    return 0
  end)
end

-- Eight rooms of each brand: one is too small for so few simulated fans.
local rooms = {}
for i = 1, 16 do
  local brand = i <= 8 and "one-channel" or "two-channels"
  rooms[i] = fl.room { id = brand .. "-" .. (i - 1) % 8 + 1, brand = brand, followers = fl.wan(700) }
end

local answer = { id = "answer", from = "2022-06-01", to = "2022-06-18", seller_discount = 0.15, heat_days = 0, return_days = 0 }

return fl.scenario {
  title = "A rival's festival",
  title_zh = "竞争平台大促",
  question = "What does a rival's festival take, what of it comes back, does it pay to answer with one's own, and what does a second channel bring?",
  question_zh = "竞争平台的大促带走多少订单？之后能回来多少？用自己的大促应对是否值得？多渠道经营能带来什么？",
  world = fl.world("kuaishou-2022-core", { fans = 1e4 }),
  calendar = { warmup = 90, from = "2022-05-01", to = "2022-08-31" },
  policies = { fl.rival_festival { id = "rival", from = "2022-06-01", to = "2022-06-18" } },
  brands = {
    fl.brand { id = "one-channel", kind = "kuai" },
    fl.brand { id = "two-channels", kind = "kuai", effort = 0.6, outside_share = 0.01 },
  },
  rooms = rooms,
  metrics = {
    needs_drawn = sum("needs_drawn"), fans_stayed = sum("fans_stayed"),
    two_channels_here_m_yuan = channel("gmv_here_fen"), two_channels_elsewhere_m_yuan = channel("gmv_outside_fen"),
  },
  variants = {
    no_rival = { without = "rival" },
    answered = { add = fl.festival(answer) },
    half_as_long = { set = { ["rival.to"] = "2022-06-09" } },
    all_effort_here = { set = { ["two-channels.effort"] = 1 } },
    nobody_stays = { set = { ["outside.migration"] = 0 } },
  },
  baseline = "no_rival",
}
