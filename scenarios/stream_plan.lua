-- What is it
--   A brand that sells in rooms of its own and puts its goods into the alliance's pool (好物联盟), where hosts sell them on commission, with the
--   stream plan (川流计划): a part of whom they reach comes back as exposure of the brand's own rooms.
-- Question
--   Does distribution take from self-run sales, or do the two complement each other?
local fl = require "fanloop"

local last = "2023-09-30"

-- The brand's rooms, and those of hosts who sell food of their own, of middling quality, and may sell the brand's.
local rooms = {}
for i = 1, 4 do
  rooms[i] = fl.room { id = "own-" .. i, brand = "own", category = "food", followers = 5e5, start_minute = 1020 + 30 * i }
end
for i = 1, 8 do
  rooms[4 + i] =
    fl.room { id = "host-" .. i, brand = "hosts", category = "food", followers = 1e6, start_minute = 960 + 30 * i, talent = true }
end

-- A column of the brand's day, summed over the window; money in millions of yuan.
local function total(column, per)
  local sum = 0
  return function(sim)
    if not sim.in_window then return nil end
    for _, row in ipairs(sim:rows("distribution_brand_day")) do
      if row.brand == sim:brand("own").brand then sum = sum + row[column] / per end
    end
    return sim.date == last and sum or nil
  end
end

return fl.scenario {
  title = "Distribution and self-run sales: rivals or partners?",
  title_zh = "分销与自播：此消彼长还是相互成就？",
  question = "Does distribution take from self-run sales, or do the two complement each other?",
  question_zh = "分销会抢走自播的生意，还是两者相互成就？",
  world = fl.world("kuaishou-2022", {
    fans = 2e4,
    focus_fans = 12288,
    focus_weight = 4000,
    params = { ["distribution.brands"] = 0 },
  }),
  calendar = { warmup = 60, from = "2023-04-01", to = last },
  brands = {
    fl.brand { id = "own", kind = "kuai", quality = 0.75, service = 0.7, alliance_commission = 0.3 },
    fl.brand { id = "hosts", kind = "belt", quality = 0.5, service = 0.5, gross_margin = 0.4 },
  },
  rooms = rooms,
  policies = { fl.stream_plan { id = "stream", from = "2023-04-01", to = last, share = 0.1 } },
  metrics = {
    self_run_million = total("self_gmv_fen", 1e8),
    distributed_million = total("distributed_gmv_fen", 1e8),
    followers_won = total("followers_won", 1),
    exposures_returned_million = total("returned", 1e6),
  },
  variants = {
    alone = { without = { "stream" }, set = { ["own.alliance_commission"] = 0 } },
    no_stream = { without = { "stream" } },
    double = { set = { ["stream.share"] = 0.2 } },
  },
  baseline = "alone",
}
