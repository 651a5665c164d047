-- What is it
--   A brand with two large rooms whose goods have always cost half, twice, four or eight times what is usual.
-- Question
--   Does a dear brand sell less than a cheap one, and what does it earn?
-- Scope and limitations
--   A check of the model: the same goods, content and followers at another price from the first day of the warm-up on; what a piece costs
--   to make follows its price (kind.*.gross_margin), so that profit does not tell what the same piece would earn.
-- Knobs
--   own.price_level, own.quality; choice.reference_room_share (a share of 1: fans measure a room by its own past alone).
-- Things to notice
--   What it finds stands in docs/limits.md: GMV hangs little on the price level, within an interval that is wide.
-- Things to try
--   The same with choice.reference_room_share = 0: the platform's level is all that fans know (scenarios/founder_brand.lua).
-- Sources
--   model M04: a 1,000-yuan brand can grow where the reference is the room's own, and not where it is the platform's.
local fl = require "fanloop"
local measures = require "fanloop.measures"

local function gmv(sim) return (sim:room("a").paid_fen + sim:room("b").paid_fen) / 100 end
local function at(level) return { set = { ["own.price_level"] = level } } end

return fl.scenario {
  title = "Limits: a brand that is born dear",
  title_zh = "模型边界：天生高价的品牌",
  question = "Does a dear brand sell less than a cheap one, and what does it earn?",
  question_zh = "高价品牌是否比低价品牌卖得少，赚得如何？",
  world = fl.world("kuaishou-2022-core", { fans = 2e4, rooms = 300 }),
  calendar = { warmup = 120, from = "2022-01-01", to = "2022-06-30" },
  brands = { fl.brand { id = "own", kind = "kuai", price_level = 1 } },
  rooms = {
    fl.room { id = "a", brand = "own", category = "women_apparel", followers = 2e7 },
    fl.room { id = "b", brand = "own", category = "women_apparel", followers = 2e7 },
  },
  metrics = { paid_yuan = measures.between("2022-01-01", "2022-06-30", gmv) },
  variants = { half = at(0.5), two = at(2), four = at(4), eight = at(8) },
}
