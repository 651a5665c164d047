-- What is it
--   Sellers who promise what they deliver, and sellers who exaggerate: expectation and outcome (预期与履约).
-- Question
--   What does exaggeration cost the platform when fans believe a third of it?
-- Scope and limitations
--   Only what buyers expect differs; goods, prices and content are the same. In the model exaggeration wins no first purchase, so
--   that only its cost is seen: an upper bound of what honesty is worth.
-- Knobs
--   kind.*.honesty (1 claims what it delivers), outcome.expectation_claims (the part that is believed), outcome.return_described.
-- Things to notice
--   The private part answers by more than GMV: disappointed buyers do not come back to the same room.
-- Things to try
--   --set outcome.expectation_claims=0: nobody believes anything, and honesty is worth nothing. NPS and returns of one world:
--   --set kind.belt.honesty=0.4 with `SELECT * FROM v_nps`.
-- Sources
--   Disconfirmation of expectations: docs/model.md, M05; magnitudes assumed.
local fl = require "fanloop"

local function all(honesty)
  local set = {}
  for _, kind in ipairs { "belt", "kuai", "big", "counterfeiter", "new" } do set["kind." .. kind .. ".honesty"] = honesty end
  return { set = set }
end

return fl.scenario {
  title = "What does exaggeration cost?",
  title_zh = "夸大宣传的代价是多少？",
  question = "How much GMV does it cost when every seller promises more than it delivers?",
  question_zh = "如果所有商家都夸大宣传，GMV 会损失多少？",
  world = fl.world("kuaishou-2022", { fans = 5e4 }),
  calendar = { warmup = 180, from = "2022-01-01", to = "2022-06-30" },
  variants = { honest = all(1), loud = all(0.4) },
}
