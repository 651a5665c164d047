-- What is it
--   Word of mouth (口碑): a brand that nobody knows, in a catchment of its own, on a platform whose buyers talk.
-- Question
--   How does a brand that nobody knows grow when buyers talk, and when they do not?
-- Scope and limitations
--   The feed does not reward sales and nobody follows, so that nothing but talk feeds on itself. The brand enters a world at rest, and its
--   buyers talk of it twenty times as much as others of theirs: it is new and worth telling. All referrals share the visits from the
--   feed that they can take. How much people talk is assumed.
-- Knobs
--   talk, quality and enters of the brand; word.contacts, word.visit, word.talk_days, word.negativity, word.external.
-- Things to notice
--   Eight run numbers of the same world (tests/test_word.c): first buyers of two weeks rise from 3,400 to 18,400 after three and a half
--   months, double every month at first, and fall to 6,300 by the end of the year: those who could be won have bought. Bass's curve
--   fitted to them has p .60, q 4.2 +- .5 a year and q / p 7. Without talk they are 1,600 in the first half-year and 1,700 in the
--   second: no q is seen. V17 asks for a scenario with q of 10 a year and more, which this is not; a turn inside the year and q / p
--   above 5 with talk, none without, it has.
-- Things to try
--   --set word.contacts=2: talk about everybody drowns the new brand. SELECT date, awareness, valence, first_buyers FROM brand_word_day.
-- Sources
--   Bass (1969); V17. Rates are assumed (docs/model.md, M22).
local fl = require "fanloop"
local measures = require "fanloop.measures"

-- First buyers of the brand so far, over the fans who may meet it.
local buyers = 0
local catchment = 4096 * 400

return fl.scenario {
  title = "A new brand, by word of mouth",
  title_zh = "新品牌靠口碑起势",
  question = "How does a brand that nobody knows grow when buyers talk, and when they do not?",
  question_zh = "无人知晓的新品牌，有口碑传播和没有口碑传播时各如何增长？",
  world = fl.world("kuaishou-2022-core", {
    fans = 8192, focus_fans = 4096, focus_weight = 400, rooms = 100,
    params = {
      ["word.form"] = "segments", ["word.visit"] = 0.5, ["word.talk_days"] = 120,
      -- Nothing but talk feeds on itself.
      ["allocation.value"] = 0, ["allocation.audience"] = 0, ["allocation.score"] = 0,
      ["follow.per_minute"] = 0, ["follow.after_order"] = 0,
    },
  }),
  calendar = { warmup = 90, from = "2021-01-01", to = "2021-12-31" },
  brands = { fl.brand { id = "nova", kind = "new", quality = 0.75, service = 0.7, enters = "2021-01-01", talk = 20 } },
  rooms = { fl.room { id = "nova", brand = "nova", live_prob = 1, live_hours = 3 } },
  metrics = {
    awareness = function(sim) return sim:rows("brand_word_day")[1].awareness end,
    valence = function(sim) return sim:rows("brand_word_day")[1].valence end,
    adopters_share = measures.at_end(function(sim)
      buyers = buyers + sim:rows("brand_word_day")[1].first_buyers
      return buyers / catchment
    end),
  },
  variants = {
    silent = { set = { ["nova.talk"] = 0 } },
    half_the_talk = { set = { ["nova.talk"] = 10 } },
    bad_news_travels = { set = { ["word.negativity"] = 8 } },
  },
  baseline = "silent",
}
