-- What is it
--   Every seller of the platform cheaper by a tenth, or better by .05 of quality, or both: the experience-price ratio (体验性价比).
-- Question
--   Does the platform sell more when its goods get cheaper, or when they get better?
-- Scope and limitations
--   All sellers move at once and from the first day on: references follow, and no rival gains or loses. What cheaper or better goods
--   cost the sellers is not in the model yet.
-- Knobs
--   kind.*.price_level, kind.*.quality; choice.price_sensitivity, choice.price_level, choice.quality_utility, choice.reference_memory.
-- Things to notice
--   Lower prices lose value: needs are met for less money and references follow within a month. Better goods win twice – fans
--   perceive them, and fewer deliveries disappoint – and the private part grows.
-- Things to try
--   A small own brand that alone is cheaper or better (`fanloop new`): it wins orders from its rivals, which all together cannot.
-- Sources
--   Kinds of sellers: facts 4; utility and references: docs/model.md, M04; magnitudes assumed.
local fl = require "fanloop"

local price = { belt = 0.85, kuai = 1.1, big = 1.5, counterfeiter = 0.75, new = 0.95 }
local quality = { belt = 0.52, kuai = 0.66, big = 0.70, counterfeiter = 0.40, new = 0.52 }
local cheaper, better, both = {}, {}, {}
for kind, level in pairs(price) do
  cheaper["kind." .. kind .. ".price_level"] = level * 0.9
  both["kind." .. kind .. ".price_level"] = level * 0.9
end
for kind, level in pairs(quality) do
  better["kind." .. kind .. ".quality"] = level + 0.05
  both["kind." .. kind .. ".quality"] = level + 0.05
end

return fl.scenario {
  title = "Does the platform sell more with cheaper or with better goods?",
  title_zh = "商品更便宜还是更好，平台卖得更多？",
  question = "All goods a tenth cheaper, or .05 better: which adds GMV, and which takes some away?",
  question_zh = "全部商品便宜一成，或品质提高 0.05：哪个增加 GMV，哪个减少？",
  world = fl.world("kuaishou-2022", { fans = 5e4 }),
  calendar = { warmup = 180, from = "2022-01-01", to = "2022-06-30" },
  variants = { cheaper = { set = cheaper }, better = { set = better }, both = { set = both } },
}
