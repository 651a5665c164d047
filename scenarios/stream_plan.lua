-- What is it
--   A brand that sells in rooms of its own and puts its goods into the alliance's pool (好物联盟), where hosts sell them on commission, with the
--   stream plan (川流计划): a part of whom they reach comes back as exposure of the brand's own rooms.
-- Question
--   Does distribution take from self-run sales, or do the two complement each other?
-- Scope and limitations
--   A focus world: four rooms of the brand, and eight of hosts with food of their own, who choose between it and the brand's every two weeks;
--   no other seller is in the pool, so that nothing is said of hosts whom others court. What the plan returns is seen by the public, not by
--   the very fans whom hosts reached, and is taken from other rooms. Hosts ask for commission alone, not for a fee. Goods never run out of season.
-- Knobs
--   alliance_commission of fl.brand; talent of fl.room; share, exposures, most_share of fl.stream_plan; distribution.pay, distribution.score,
--   distribution.fit, distribution.looks, distribution.review_days, distribution.memory_days.
-- Things to notice
--   Eight run numbers, half a year, against self-run rooms alone, 95 % intervals. Hosts without the plan sell for 54 m yuan, and self-run
--   sales rise beside them: 112 m instead of 103 (+8 %, 4 to 13). With the plan they are 121 m (+17 %, 10 to 26), with twice the share 131
--   m (+27 %, 18 to 37), while hosts sell the same. So distribution takes nothing from the brand's rooms but feeds them, and the plan does
--   so once more: 5.5 m exposures bring 9 m yuan beyond what hosts alone bring, 1.7 yuan each. Of the brand's followers hosts won 42,000,
--   35,000 without the plan.
-- Things to try
--   SELECT * FROM distribution_brand_day. fanloop run scenarios/stream_plan.lua --set own.alliance_commission=0.5. distribution.share=0.3 and
--   distribution.brands=0.3 for a whole platform of hosts: SELECT kind, sum(distributed_gmv_fen) FROM distribution_day GROUP BY kind.
-- Sources
--   Facts 4 (alliance), 5 (stream plan: traffic of 30, later 60 billion). Commission, choice of hosts and the returned share are assumed
--   (docs/model.md, M12).
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
  world = fl.world("kuaishou-2022-core", {
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
  policies = { fl.stream_plan { id = "stream", from = "2023-04-01", share = 0.1 } },
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
