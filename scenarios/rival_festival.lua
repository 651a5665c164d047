-- What is it
--   A festival of another platform in June: needs are met there, fans wait for it, spend there, and some stay. Two brands, of which one
--   spends two fifths of its effort on other channels.
-- Question
--   What does a rival's festival take, what of it comes back, and does it pay to answer with one's own?
-- Scope and limitations
--   The rival has prices and days, no sellers and no stock. How strongly it pulls is assumed. Sales elsewhere are of fans of this platform.
-- Knobs
--   depth, pull, activity, anticipation of the rival's festival; outside.utility (by date), outside.budget, outside.migration; effort.
-- Things to notice
--   Three run numbers, against `no_rival`. GMV of the four months is 5.3 % lower (3.5 to 6.5 %): 9 % on its days, 9 % in the 28 days after
--   it, since needs and budgets were spent there, 3 % in the last 28 days. Half of the loss comes of the 2.9 m fans who stay: without
--   them (`nobody_stays`) it is 3.1 %. Half as long it takes 3.0 %. Sellers' own cut of 15 % on the same days halves it (2.7 %), before
--   what the cut costs them.
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

local answer = { id = "answer", from = "2022-06-01", to = "2022-06-18", seller_discount = 0.15, heat_days = 0, return_days = 0 }

return fl.scenario {
  title = "A rival's festival",
  title_zh = "竞争平台大促",
  question = "What does a rival's festival take, what of it comes back, and does it pay to answer with one's own?",
  question_zh = "竞争平台的大促带走多少订单？之后能回来多少？用自己的大促应对是否值得？",
  world = fl.world("kuaishou-2022-core", { fans = 1e4 }),
  calendar = { warmup = 90, from = "2022-05-01", to = "2022-08-31" },
  policies = { fl.rival_festival { id = "rival", from = "2022-06-01", to = "2022-06-18" } },
  brands = { fl.brand { id = "one-channel", kind = "kuai" }, fl.brand { id = "two-channels", kind = "kuai", effort = 0.6 } },
  rooms = {
    fl.room { id = "one", brand = "one-channel", followers = fl.wan(2000) },
    fl.room { id = "two", brand = "two-channels", followers = fl.wan(2000) },
  },
  metrics = { needs_drawn = sum("needs_drawn"), fans_stayed = sum("fans_stayed") },
  variants = {
    no_rival = { without = "rival" },
    answered = { add = fl.festival(answer) },
    half_as_long = { set = { ["rival.to"] = "2022-06-09" } },
    nobody_stays = { set = { ["outside.migration"] = 0 } },
  },
  baseline = "no_rival",
}
