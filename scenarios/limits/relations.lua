-- What is it
--   The festival and the subsidy of 616, where a fan follows four rooms at most, and where it follows eight (sixteen: the build slots16).
-- Question
--   How much of what 616.lua finds hangs on the eight relations that a fan can have?
-- Scope and limitations
--   A check of the model. Sixteen relations take a build of their own, `cmake --preset slots16`: there, the variants without "four" are
--   of sixteen.
-- Knobs
--   follow.capacity; subsidy and festival as in 616.lua.
-- Things to notice
--   What it finds stands in docs/limits.md, with the same of the other build: signs stay, sizes move by a fifth to a half.
-- Things to try
--   The private share and what following is worth: both rise with the relations that a fan can have.
-- Sources
--   How many rooms a fan follows and comes back to is not published; docs/engine.md says what a relation costs.
local fl = require "fanloop"
local festivals = require "fanloop.festivals"

local function four(change)
  change.set = { ["follow.capacity"] = 4 }
  return change
end

return fl.scenario {
  title = "Limits: eight relations",
  title_zh = "模型边界：每个粉丝八个关注",
  question = "How much of what 616.lua finds hangs on the eight relations that a fan can have?",
  question_zh = "616 的结论在多大程度上取决于每个粉丝最多八个关注？",
  world = fl.world("kuaishou-2022", { fans = 2e4 }),
  calendar = { warmup = 180, from = "2022-05-01", to = "2022-07-31" },
  policies = {
    festivals.june_616 { year = 2022, packets_per_day = fl.wan(1000), packet_value = 3, packet_min_spend = 20,
      flash_rooms = 100, flash_price = 1, flash_stock = fl.wan(5), flash_minute = 20 * 60 },
    fl.subsidy {
      id = "ten-billion", from = "2022-05-20", to = "2022-06-19", budget = fl.yi(10), share = 0.15, cap = 50, list_share = 0.1,
      pacing = "even",
    },
  },
  variants = {
    neither = { without = { "616", "ten-billion" } },
    festival = { without = "ten-billion" },
    subsidy = { without = "616" },
    four_neither = four { without = { "616", "ten-billion" } },
    four_festival = four { without = "ten-billion" },
    four_subsidy = four { without = "616" },
    four_both = four {},
  },
  baseline = "neither",
}
