-- What is it
--   An ordinary half-year, and the same with one part of trust (信任) taken away at a time: time spent together no longer builds it, good
--   deliveries no longer build it, it fades three times as fast, bad deliveries cost twice as much.
-- Question
--   Which part of trust carries the private domain: talking, delivering, not being forgotten, or not being let down?
-- Scope and limitations
--   Each variant differs from the first day of the warm-up on, so that half a year of it has passed when the window begins. Sellers do
--   not react. `held` is another world: trust stands still from the window on and new relations are as good as old ones.
-- Knobs
--   trust.gain_per_hour, trust.gain_good, trust.memory, trust.loss_bad, trust.form.
-- Things to notice
--   Eight run numbers, 95 % intervals. The private part falls by more than GMV: what is not sold in a trusted room is partly sold in the
--   feed. Talk builds most of the trust (without it the mean over relations is .10 instead of .39), good deliveries that of the relations
--   that buy: without talk GMV is 9.2 % lower (8.5 to 9.8), without good deliveries 19.4 % (18.2 to 20.5), though mean trust is .35. A
--   short memory costs 17.3 % (16.6 to 18.0); losses that weigh double 2.7 % (2.4 to 3.0), though a fifth of the deliveries disappoints.
-- Things to try
--   --set follow.visit_power=1: trust brings fans back in proportion instead of beyond a threshold. Table trust_census: who trusts whom.
-- Sources
--   Two ways of trust and its asymmetry: docs/model.md, M03; magnitudes assumed.
local fl = require "fanloop"

return fl.scenario {
  title = "Which part of trust carries the private domain?",
  title_zh = "信任的哪一部分撑起私域？",
  question = "Does the private domain live on talk, on good deliveries, on memory, or on not being let down?",
  question_zh = "撑起私域的是陪伴、履约、记得住，还是不失望？",
  world = fl.world("kuaishou-2022-core", { fans = 5e4 }),
  calendar = { warmup = 180, from = "2022-01-01", to = "2022-06-30" },
  variants = {
    no_talk = { set = { ["trust.gain_per_hour"] = 0 } },
    no_proof = { set = { ["trust.gain_good"] = 0 } },
    forgetful = { set = { ["trust.memory"] = 43 } },
    unforgiving = { set = { ["trust.loss_bad"] = 0.7 } },
    held = { set = { ["trust.form"] = "frozen" } },
  },
  explain = "no_proof",
}
