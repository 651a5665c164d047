-- What is it
--   A brand with four rooms of a million followers each calls back those who have not been there for three weeks: every week a fifth of
--   them get a message with a voucher of 20 yuan, good for two weeks. `small`: 5 yuan; `large`: 40 yuan; `nobody`: no calls.
-- Question
--   Does calling lapsed followers back with vouchers pay, and how large should the voucher be?
-- Scope and limitations
--   Fans who are dormant and followers whom the room has lost from sight (follow.dormant_after) read no messages. Messages annoy nobody:
--   nobody unfollows because of one. A wallet holds one voucher, red packets included. Prices stay.
-- Knobs
--   share and days of strategies.win_back below; winback.voucher, winback.lapsed_days, winback.opened, winback.pull_scale, winback.expiry,
--   winback.message_cost.
-- Things to notice
--   Eight run numbers against `nobody`, six months, 95 % intervals. Of 1.57 m called (260,000 a month), 137,000 come because of it and
--   42,000 vouchers are used. That fans pay more cannot be told: -.3 m yuan of 177 m (-2.7 to +2.1 m); vouchers cost .8 m, and profit is
--   .71 m of 77 m lower (-1.46 to +.05 m): many would have come back and bought without. With 5 yuan 84,000 come and profit is what it was;
--   with 40 yuan 178,000 come and profit is 1.3 m lower (-1.9 to -.7 m): more worth brings few more who buy.
-- Things to try
--   SELECT sum(called), sum(came), sum(redeemed), sum(redeemed_fen + message_fen) / 100 FROM winback_day. --set winback.opened=0.1.
-- Sources
--   Practice of private domains (老粉召回); all shares and reactions are assumed (docs/model.md, M14).
local fl = require "fanloop"
local measures = require "fanloop.measures"
local sellers = require "fanloop.sellers"
local strategies = require "fanloop.strategies"

local rooms = sellers.rooms("care", 4, 150, { category = "beauty", followers = fl.wan(100), live_prob = 0.9, start_minute = 750 })

local function called(column, unit) return measures.total_of("winback_day", column, unit) end

-- Sales less all costs of the brand, added up month by month.
local costs = { "vouchers", "refunds", "goods", "fulfilment", "commission", "ads", "broadcasting", "rights", "services", "overhead" }
local function profit()
  local sum, told = 0, nil
  return function(sim)
    for _, row in ipairs(sim:rows("brand_month")) do
      if row.brand == sim:brand("care").brand and row.to_date ~= told then
        told, sum = row.to_date, sum + row.sales_fen / 100
        for _, cost in ipairs(costs) do sum = sum - row[cost .. "_fen"] / 100 end
      end
    end
    if sim.day + 1 == sim.days then return sum end
  end
end

return fl.scenario {
  title = "Does calling lapsed followers back pay?",
  title_zh = "召回老粉，划算吗？",
  question = "Does calling lapsed followers back with vouchers pay, and how large should the voucher be?",
  question_zh = "用代金券召回沉睡的老粉是否划算，券面多大合适？",
  world = fl.world("kuaishou-2022-core", {
    fans = 2e4, rooms = 300, focus_fans = 16384, focus_weight = 1000, params = { ["winback.voucher"] = 20 },
  }),
  calendar = { warmup = 120, from = "2022-03-01", to = "2022-08-31" },
  brands = { fl.brand { id = "care", kind = "kuai", strategy = strategies.win_back { share = 0.2, days = 7 } } },
  rooms = rooms,
  metrics = {
    brand_yuan = measures.total(function(sim) return measures.earned(sim, rooms) end),
    brand_profit = profit(),
    called = called("called"), came = called("came"), redeemed = called("redeemed"),
    voucher_yuan = called("redeemed_fen", 100),
  },
  variants = {
    nobody = { set = { ["care.scripted"] = false } },
    small = { set = { ["winback.voucher"] = 5 } },
    large = { set = { ["winback.voucher"] = 40 } },
  },
  baseline = "nobody",
}
