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
--   Measured against the scenario at 50,000 fans, four seeds, 180 and 360 days of warm-up. Universal traffic costs 18 to 24 % of GMV on
--   every one of them, and the longer it has gone on the more. Nearly all of it is private: private GMV falls by 28 to 37 %, public GMV
--   moves by -5 to +3 %. Fans meet, and then follow, worse rooms (quality .57 instead of .63): 12 to 22 % fewer private visits, a tenth
--   to a sixth fewer orders in each thousand of them, and NPS .26 to .30 instead of .41 to .52. That strangers stay 6 to 10 % less long
--   matters little beside it.
--   Head first is undecided: +1 to +3 % of GMV on three seeds and +16 % on one after 180 days; -1 to -2 % and +14 % after 360. Private
--   GMV gains (+11 to +27 %) and public GMV loses (5 to 29 %), and all hangs on few rooms (Gini of public visits .92).
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
