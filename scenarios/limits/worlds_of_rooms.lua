-- What is it
--   The same platform told by 100, 300, 1,000 or 3,000 simulated rooms.
-- Question
--   How much hangs on the number of simulated rooms?
-- Scope and limitations
--   A check of the model. The real platform has 400,000 rooms that sell; the more of them one simulated room stands for, the fewer a
--   fan meets.
-- Knobs
--   rooms, room_limit; fans (which matters less).
-- Things to notice
--   What it finds stands in docs/limits.md: with few rooms less is sold, and run numbers differ more.
-- Things to try
--   The same with --fans 5000 and --fans 80000.
-- Sources
--   None: it is a question to the model alone.
local fl = require "fanloop"

local function rooms(count) return { set = { rooms = count } } end

return fl.scenario {
  title = "Limits: how many rooms are simulated",
  title_zh = "模型边界：模拟多少个直播间",
  question = "How much hangs on the number of simulated rooms?",
  question_zh = "模拟直播间的数量对结果有多大影响？",
  world = fl.world("kuaishou-2022-core", { fans = 2e4, rooms = 1000 }),
  calendar = { warmup = 90, from = "2022-01-01", to = "2022-06-30" },
  variants = { rooms_100 = rooms(100), rooms_300 = rooms(300), rooms_3000 = rooms(3000) },
}
