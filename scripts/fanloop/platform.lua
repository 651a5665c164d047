-- What the platform had in a year: the mechanisms that its worlds switch on, each from the year on in which it began. Where no source
-- says when, the reason stands beside it. docs/model.md ("Worlds of the years") has the same table with its sources.
--
--   return require "fanloop.platform"(2022, { ["platform.population"] = 645e6, … })
--
-- is a world of that year: what the platform had, then what the tables behind the year say of its people, rooms and programmes. What is
-- said later overrules; `policies` of all stand in the world.
local fl = require "fanloop"

-- { first year, parameters, policies }
local had = {
  -- Sellers and people do this in every year: word of mouth, seeding by content, teams of hosts, sellers who set prices, enter, strain
  -- and fail.
  { 2019, {
    ["word.form"] = "segments",
    ["seeding.form"] = "on",
    ["hosts.kept"] = "on",
    ["seller.price_learning"] = 0.05,
    ["seller.strain_quality"] = 0.3,
    ["seller.strain_service"] = 0.3,
    ["seller.entry_per_year"] = 0.2,
  } },
  -- What a room is known for: NPS alone before the returning-customer recommendation index (回头客推荐指数): Q1 2022.
  { 2019, { ["outcome.reputation_returning"] = 0 } },
  { 2022, { ["outcome.reputation_returning"] = 0.5 } },
  -- Governance: fakes are a game between sellers and the platform in every year; the year says with how many people and how much money.
  -- Accounts of sellers of fakes: 62.44 million listings were intercepted in 2021, 7.2 million in rooms that sell (docs/model.md, M06).
  { 2019, { ["governance.form"] = "game", ["governance.accounts"] = 8.7 } },
  -- The shop behind the yellow cart and search within it (assumed: since the first year of figures).
  { 2019, { ["shelf.search"] = 0.15, ["shelf.browse"] = 0.06, ["shelf.shop"] = 0.04 } },
  -- Good-goods alliance (好物联盟): 2020.
  { 2020, { ["distribution.share"] = 0.4 } },
  -- Paid traffic by auction (磁力金牛; assumed: 2020).
  { 2020, { ["ads.load"] = 0.3 } },
  -- Ten-billion subsidy (百亿补贴): 2020 and after; ten billion yuan in the name, a year (assumed).
  { 2020, nil, function() return fl.subsidy { id = "ten-billion", budget = fl.yi(100), share = 0.15, cap = 50, list_share = 0.1 } end },
  -- Growth levels of sellers and service providers with rebates (assumed: 2021).
  { 2021, { ["growth.form"] = "on" }, function() return fl.service_provider { id = "mcn" } end },
  -- Programme for Kuai brands (快品牌): a share of 23 billion units of traffic in 2022, for 500 brands.
  { 2022, nil, function() return fl.kuai_programme { id = "kuai-brands", exposures = 23e9, places = 500 } end },
  -- Three scores and the stream plan (川流计划): 2023.
  { 2023, { ["scores.kept"] = "on" }, function() return fl.stream_plan { id = "stream", exposures = 60e9 } end },
}

return function(year, ...)
  local world = { policies = {} }
  local function add(params, policies)
    for key, value in pairs(params) do
      if key ~= "policies" then world[key] = value end
    end
    for _, policy in ipairs(policies or {}) do table.insert(world.policies, policy) end
  end
  for _, row in ipairs(had) do
    if row[1] <= year then add(row[2] or {}, row[3] and { row[3]() }) end
  end
  for _, own in ipairs { ... } do add(own, own.policies) end
  return world
end
