-- What is it
--   Three scores (三个分: shop, host and goods score, 2023) in place of reputation, and three sellers: two twins of six rooms, of which one
--   lets go of the quality of its goods on 1 March, and a good seller of a third of their size.
-- Question
--   What do three scores do to a seller that cuts quality, and to a good one?
-- Scope and limitations
--   GMV before returns; sellers do not answer to their scores, and quality costs nothing here, so that what the cut saves is not told. A
--   score places a room among those of its category: where all improve, nobody does. In a small world the record of a small room is a few
--   simulated orders; the prior (scores.prior) holds its scores near the middle.
-- Knobs
--   scores.traffic (part of scores in traffic), scores.*_window (days), scores.prior, the weights scores.shop_* … scores.goods_price,
--   allocation.score (exponent); change_quality of the brand.
-- Things to notice
--   Eight run numbers against `off`, 95 % intervals. What buyers get is better: NPS rises from 41.8 to 43.1 % (+.9 to +1.7 points), fewer
--   orders come back (14.6 for 14.8 %), orders are 1.3 % more (.9 to 1.7). With windows of 90 days (`slow`) NPS rises further (43.6), since
--   a longer record tells good from lucky; that returns and orders do (14.5, +1.5 %) cannot be told. The single good seller does not win by
--   it: with 30 days it has 11 % fewer public visits than by reputation (6 to 16), with 90 days as many (-5 to +7): a score is a place
--   among peers and ends at the best of them, a reputation goes on. The tail is less known.
--   Three months after the cut the seller has .70 of its twin's public visits for what it had before, by reputation alone .67: the loss is
--   reputation's already. Of GMV it has .38 and .36 of its twin's.
-- Things to try
--   SELECT date, diagnosis FROM v_score_gap WHERE room_id = 'cuts-1' AND place <= 3. SELECT date, room, score, shop, host, goods FROM
--   score_day. --set scores.goods_price=20: low prices first. A festival with admission_by = "shop" and admission_score = 0.5.
-- Sources
--   Facts 6 (traffic by score, 2023). Windows, weights and the prior are assumed (docs/model.md, M09).
local fl = require "fanloop"
local measures = require "fanloop.measures"

local goods = { "women_apparel", "beauty", "food", "home", "shoes_bags", "men_apparel" }
local rooms = {}

local function add(brand, count, followers)
  for i = 1, count do
    rooms[#rooms + 1] = fl.room {
      id = brand .. "-" .. i, brand = brand, category = goods[(i - 1) % #goods + 1], followers = followers, live_prob = 1,
      start_minute = 600 + 60 * i,
    }
  end
end

add("cuts", 6, fl.wan(600))
add("stays", 6, fl.wan(600))
add("good", 6, fl.wan(200))

-- A column of the day over a brand's rooms.
local function sum(sim, brand, column)
  local all = 0
  for i = 1, 6 do all = all + sim:room(brand .. "-" .. i)[column] end
  return all
end

-- Mean over the days from a date on, of one thing over another.
local function since(date, read)
  return measures.so_far(function(sim)
    if sim.date < date then return 0, 0 end
    return read(sim)
  end)
end

return fl.scenario {
  title = "Three scores: what they do to a seller that cuts quality, and to a good one",
  title_zh = "三个分：砍质量的商家与优质商家会怎样",
  question = "What do three scores do to a seller that cuts quality, and to a good one?",
  question_zh = "三个分对降低质量的商家、对优质商家各有什么影响？",
  world = fl.world("kuaishou-2022-core", { fans = 2e4, params = { ["scores.kept"] = "on" } }),
  calendar = { warmup = 180, from = "2023-01-01", to = "2023-06-30" },
  brands = {
    fl.brand { id = "cuts", kind = "kuai", quality = 0.66, service = 0.66, change_from = "2023-03-01", change_quality = 0.45 },
    fl.brand { id = "stays", kind = "kuai", quality = 0.66, service = 0.66 },
    fl.brand { id = "good", kind = "kuai", quality = 0.8, service = 0.8 },
  },
  rooms = rooms,
  metrics = {
    cut_visits_over_twin = since("2023-06-01", function(sim) return sum(sim, "cuts", "uv_public"), sum(sim, "stays", "uv_public") end),
    cut_gmv_over_twin = since("2023-06-01", function(sim)
      return sum(sim, "cuts", "paid_fen"), sum(sim, "stays", "paid_fen")
    end),
    good_visits_per_day = since("2023-01-01", function(sim) return sum(sim, "good", "uv_public"), 1 end),
    good_yuan_per_day = since("2023-01-01", function(sim) return sum(sim, "good", "paid_fen") / 100, 1 end),
  },
  variants = {
    off = { set = { ["scores.kept"] = "off" } },
    slow = { set = { ["scores.shop_window"] = 90, ["scores.host_window"] = 90, ["scores.goods_window"] = 90 } },
  },
  baseline = "off",
}
