-- Programmes of the platform that are made of several policies, as lists for `policies` or `add` of a variant.
--
--   local programmes = require "fanloop.programmes"
--   policies = { programmes.double_hundred { to = "2022-12-31" }, fl.festival { … } }
--
-- What the options say of fields that are common to all parts (`from`, `to`) is said of each; `id` is the beginning of the ids.
local fl = require "fanloop"
local programmes = {}

-- The double-hundred plan (双百扶持): resources of 10 billion in a year, for 100,000 new sellers to reach a million yuan of sales, and for
-- more than 100 industrial belts (docs/facts.md, 6). Two policies: packages of traffic, and of cash as coupons for paid traffic, for new
-- sellers, paid out as they meet targets of sales (fl.cold_start); and a pool of exposures for sellers of industrial belts.
--   resources    units of traffic in all, for the days that it runs (1e10: facts; that they are units of public visits: assumed)
--   new_share    part for new sellers, the rest is for belts (.8, assumed)
--   sellers      real sellers who are meant to reach the goal (100,000: facts)
--   goal         yuan of sales of one seller (a million: facts), the sum of the targets
--   cash         yuan of coupons of one seller who meets all targets (20,000, assumed: 2 billion for all)
--   stages, stage_growth, stage_days   how the goal is parted into targets (4, threefold each, 90 days: assumed)
--   followers    who has fewer is a new seller (1e5, assumed)
-- All other fields of fl.cold_start may be said too. New sellers come by seller.entry_per_year, or are the scenario's own.
function programmes.double_hundred(options)
  local of = fl.options("programmes.double_hundred", options, {
    id = "double-hundred", resources = 1e10, new_share = 0.8, sellers = 1e5, goal = fl.wan(100), cash = fl.wan(2),
    stages = 4, stage_growth = 3, stage_days = 90, followers = 1e5, "fl.cold_start", "-exposures", "-stage_gmv", "-stage_coupon",
  })
  local id, resources, new_share, sellers, goal, cash = of.id, of.resources, of.new_share, of.sellers, of.goal, of.cash
  of.resources, of.new_share, of.sellers, of.goal, of.cash = nil, nil, nil, nil, nil
  local parts, part = 0, 1 -- the targets together, over the first one
  for _ = 1, of.stages do parts, part = parts + part, part * of.stage_growth end
  of.id, of.exposures = id .. "-new", math.floor(resources * new_share)
  of.stage_gmv = math.floor(goal / parts)
  of.stage_coupon = math.floor(cash / parts)
  of.stage_exposures = of.stage_exposures or math.floor(resources * new_share / sellers / parts)
  return {
    fl.cold_start(of),
    fl.traffic_pool {
      id = id .. "-belts", from = of.from, to = of.to, exposures = math.floor(resources * (1 - new_share)),
      brand_kinds = { "belt" },
    },
  }
end

-- A large joint session of mid-tier hosts (中腰部主播联合大场): on one day, or a few, rooms of the middle tiers share a pool of exposures, and
-- the platform pays a part of the price of goods in them. All sizes are assumed.
--   from, to     days; `to` is `from` by default
--   tiers        tiers of displayed followers that take part ({ "waist", "1m" }: 100,000 to 3 million)
--   exposures    public visits of all days (a hundred million), of a day at most `most_share` (.2) of all
--   budget       yuan of subsidy (20 million), `share` (.1) of the price, at most `cap` (20 yuan), on `list_share` (.2) of offers
--   least_score  rooms at or above this score take part, reputation or what `score_by` says (0)
-- Hours stay as they are: those of own rooms are a decision of strategies.
function programmes.joint_session(options)
  local of = fl.options("programmes.joint_session", options, {
    id = "joint-session", "from!", "to", tiers = { "waist", "1m" }, exposures = fl.yi(1), "most_share",
    budget = fl.wan(2000), share = 0.1, cap = 20, list_share = 0.2, "least_score", "score_by",
  })
  local to = of.to or of.from
  return {
    fl.traffic_pool {
      id = of.id .. "-traffic", from = of.from, to = to, exposures = of.exposures, most_share = of.most_share,
      room_tiers = of.tiers, least_score = of.least_score, score_by = of.score_by,
    },
    fl.subsidy {
      id = of.id .. "-subsidy", from = of.from, to = to, budget = of.budget, share = of.share, cap = of.cap,
      list_share = of.list_share, room_tiers = of.tiers, least_score = of.least_score, score_by = of.score_by,
    },
  }
end

return programmes
