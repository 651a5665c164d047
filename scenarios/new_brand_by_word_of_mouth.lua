-- What is it
--   Word of mouth (口碑): a brand that nobody knows, in a catchment of its own, on a platform whose buyers talk.
-- Question
--   How does a brand that nobody knows grow when buyers talk, and when they do not?
-- Scope and limitations
--   The feed does not reward sales and nobody follows, so that nothing but talk feeds on itself. All sellers' buyers talk alike and share
--   the visits from the feed that referrals can take: with much more talk they are all taken, and the new brand is drowned out. How much
--   people talk is assumed.
-- Knobs
--   word.contacts, word.visit, word.talk_days, word.negativity, word.external; quality of the brand.
-- Things to notice
--   Eight run numbers of the same world with 6,144 fans: first buyers of two weeks rise from 1,100 to 3,900 in three quarters of a year
--   with talk, from 1,200 to 1,600 without. Bass's curve fitted to them has q / p = 8 with talk (q 2.6 +- .4 a year). Without it q is
--   1.3 +- .6, which is not clearly none: a world without warm-up is still filling with needs.
-- Things to try
--   --set word.contacts=10: talk about everybody drowns the new brand. SELECT date, awareness, valence, first_buyers FROM brand_word_day.
-- Sources
--   Bass (1969); V17. Rates are assumed (docs/model.md, 7.15).
local fl = require "fanloop"

-- First buyers of the brand so far, over the fans who may meet it.
local buyers = 0
local catchment = 4096 * 400

return fl.scenario {
  title = "A new brand, by word of mouth",
  title_zh = "新品牌靠口碑起势",
  question = "How does a brand that nobody knows grow when buyers talk, and when they do not?",
  question_zh = "无人知晓的新品牌，有口碑传播和没有口碑传播时各如何增长？",
  world = fl.world("kuaishou-2022", {
    fans = 8192, focus_fans = 4096, focus_weight = 400, rooms = 100,
    params = {
      ["word.form"] = "segments", ["word.contacts"] = 4, ["word.visit"] = 0.5, ["word.talk_days"] = 120,
      -- Nothing but talk feeds on itself.
      ["allocation.value"] = 0, ["allocation.audience"] = 0, ["allocation.score"] = 0,
      ["follow.per_minute"] = 0, ["follow.after_order"] = 0,
    },
  }),
  calendar = { warmup = 0, from = "2021-01-01", to = "2021-12-31" },
  brands = { fl.brand { id = "nova", kind = "new", quality = 0.75, service = 0.7 } },
  rooms = { fl.room { id = "nova", brand = "nova", live_prob = 1, live_hours = 3 } },
  metrics = {
    awareness = function(sim) return sim:rows("brand_word_day")[1].awareness end,
    valence = function(sim) return sim:rows("brand_word_day")[1].valence end,
    adopters_share = function(sim)
      buyers = buyers + sim:rows("brand_word_day")[1].first_buyers
      return buyers / catchment
    end,
  },
  variants = {
    silent = { set = { ["word.contacts"] = 0 } },
    half_the_talk = { set = { ["word.contacts"] = 2 } },
    bad_news_travels = { set = { ["word.negativity"] = 8 } },
  },
  baseline = "silent",
}
