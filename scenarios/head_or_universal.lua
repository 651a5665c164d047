-- What is it
--   The same public traffic given out with three exponents of concentration: universal benefit (普惠), as it is, and head first (头部优先).
-- Question
--   Does the platform sell more when public traffic goes to the best rooms, or to all of them?
-- Scope and limitations
--   One lever of allocation from the first day of the warm-up on; paid traffic and the shelf go by rules of their own. New sellers enter
--   (a tenth as many as there are, in this half-year), but none goes out of business, so that nobody is starved out, and the months are
--   too few for finding and raising new ones: what universal traffic is for in the long run is not in these figures.
-- Knobs
--   allocation.concentration, allocation.explore, and the weights of reputation, content, value and audience.
-- Things to notice
--   Eight run numbers against the scenario, half a year, 95 % intervals. Universal traffic costs 9.4 % of GMV (8.5 to 10.3): private GMV
--   falls by 16 %, public GMV by 8 %, while shelf and paid traffic win 6 and 9 %. Fans meet, and then follow, worse rooms: 4 % fewer
--   private visitors a day, 10 % fewer orders in each thousand of them, NPS .32 instead of .40. Head first adds 6.8 % (2.1 to 11.5):
--   private GMV gains 18 % and public GMV loses 8 %, and all hangs on few rooms (Gini of public visits .93 instead of .79; .42 in the
--   universal world), so that single run numbers differ by far.
-- Things to try
--   --seed 2, --set warmup=720. gini_exposure and gini_gmv in the table `census`; --set allocation.explore=0.3.
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
