-- What is it
--   The same public traffic given out with three exponents of concentration: universal benefit (普惠), as it is, and head first (头部优先).
-- Question
--   Does the platform sell more when public traffic goes to the best rooms, or to all of them?
-- Scope and limitations
--   One lever of allocation from the first day of the warm-up on. Sellers neither enter nor leave, so that nobody is starved out of
--   business and nobody new is found: what universal traffic is for in the long run is not in the model yet.
-- Knobs
--   allocation.concentration, allocation.explore, and the weights of reputation, content, value and audience.
-- Things to notice
--   Universal traffic costs GMV and private part at once: visits end in rooms whose content nobody stays for. Beyond the default,
--   concentration adds little GMV – the best rooms are met already, and their fans come by themselves.
-- Things to try
--   gini_exposure and gini_gmv in the table `census`; --set allocation.explore=0.3.
-- Sources
--   Universal benefit and head effects: facts 4; exponent assumed (docs/model.md, M08).
local fl = require "fanloop"

return fl.scenario {
  title = "Head first or universal benefit?",
  title_zh = "头部优先还是普惠？",
  question = "Does the platform sell more when public traffic goes to the best rooms, or to all of them?",
  question_zh = "公域流量给最好的直播间，还是给所有直播间，平台卖得更多？",
  world = fl.world("kuaishou-2022", { fans = 5e4 }),
  calendar = { warmup = 180, from = "2022-01-01", to = "2022-06-30" },
  variants = {
    universal = { set = { ["allocation.concentration"] = 0.5 } },
    head_first = { set = { ["allocation.concentration"] = 1.5 } },
  },
}
