-- The platform's festivals and brand days, ready for `policies`: dates and sizes as far as docs/facts.md, 6, gives them.
--
--   local festivals = require "fanloop.festivals"
--   policies = { festivals.june_616 { year = 2022 }, festivals.november_116 { year = 2022 } }
--
-- Each function takes `year` and any field of fl.festival, which overrules what stands here (another `id`, other dates, flash offers), and
-- makes one fl.festival; super_product_day makes the list of a brand's own day. fanloop params fl.festival lists the fields.
local fl = require "fanloop"
local festivals = {}

-- By year, what is known of it, then what is said here because nothing is: "assumed". What neither says is the default of fl.festival.
-- `packets_yuan` is the worth of all red packets of sale and peak, given out in equal parts a day.
local june_616 = {
  -- Known: a month up to 20 June, gala with a fans' vote on the 15th, carnival from the 16th to the 20th, red packets for 1 billion yuan.
  -- Assumed: 21 May as first day of that month; the winners of the vote are lifted during the carnival.
  [2021] = {
    from = "2021-05-21", to = "2021-06-20", peak = { "2021-06-16", "2021-06-20" },
    gala_date = "2021-06-15", gala_days = 5, packets_yuan = fl.yi(10),
  },
  -- Known: 20 May to 19 June. Assumed: the last four days as peak, and red packets as the year before. No gala is known of.
  [2022] = { from = "2022-05-20", to = "2022-06-19", peak = { "2022-06-16", "2022-06-19" }, packets_yuan = fl.yi(10) },
}

-- Known: around 6 November. Assumed: eleven days around it, with a peak of three; no red packets.
local november_116 = {
  [2021] = { from = "2021-11-01", to = "2021-11-11", peak = { "2021-11-05", "2021-11-07" } },
  [2022] = { from = "2022-11-01", to = "2022-11-11", peak = { "2022-11-05", "2022-11-07" } },
}

-- Known: 8 March. Assumed: four days up to it, the day itself as peak; half of the visits that a large festival draws.
local function womens_day(year)
  local day = string.format("%d-03-08", year)
  return { from = fl.add_days(day, -3), to = day, peak = { day, day }, traffic_lift = 0.06, peak_traffic_lift = 0.5, heat_days = 3 }
end

-- What is said here with what the options say: those win. A peak that they leave behind by other dates goes.
local function festival(id, usual, options)
  local of = { id = id }
  for key, value in pairs(usual) do of[key] = value end
  if options.from or options.to then of.peak, of.gala_date, of.gala_days = nil, nil, nil end
  for key, value in pairs(options) do of[key] = value end
  of.year = nil
  if of.packets_yuan then
    local days = fl.days_between(of.from, of.to) + 1
    of.packet_value = of.packet_value or 3
    of.packets_per_day = of.packets_per_day or math.floor(of.packets_yuan / days / of.packet_value)
    of.packets_yuan = nil
  end
  return fl.festival(of)
end

local function by_year(name, id, years)
  return function(given)
    local options = fl.options("festivals." .. name, given, { year = 2022, "packets_yuan", "fl.festival" })
    local usual = years[options.year]
    if not usual and not (options.from and options.to) then
      error("festivals." .. name .. ": no dates in " .. options.year .. "; give from and to", 2)
    end
    return festival(id, usual or {}, options)
  end
end

-- 616 (616 购物节): 2021 and 2022; another year needs `from` and `to`.
festivals.june_616 = by_year("june_616", "616", june_616)
-- 116 (116 购物节): 2021 and 2022 likewise.
festivals.november_116 = by_year("november_116", "116", november_116)
-- Women's day (女神节, 38 节): any year.
function festivals.womens_day(given)
  local options = fl.options("festivals.womens_day", given, { year = 2022, "packets_yuan", "fl.festival" })
  return festival("womens-day", womens_day(options.year), options)
end

-- Super Product Day (超级品牌日): a day of one brand on the platform. The platform's part is a list of one fl.traffic_pool for rooms of
-- the brand: options `brand` (id of the own brand), `from`, `days` (3, assumed), `per_day` (a million public visits, assumed) and fields
-- of fl.traffic_pool. The brand's part is brand_day.
function festivals.super_product_day(options)
  local of = fl.options("festivals.super_product_day", options,
    { id = "super-product-day", per_day = fl.wan(100), days = 3, "fl.traffic_pool", "from!" })
  of.to = of.to or fl.add_days(of.from, of.days - 1)
  of.days = nil
  of.exposures = of.exposures or of.per_day * (fl.days_between(of.from, of.to) + 1)
  return { fl.traffic_pool(of) }
end

-- The brand's part of its day, as a strategy: from `from` for `days` (3) prices lower by `discount` (.2), `live_hours` (12) a day,
-- and `ads_budget` (yuan a day) for paid traffic where that is said; on other days `otherwise`, another strategy, or as it was.
-- All assumed. A brand with a strategy has no rules (docs/lua.md, Strategies).
function festivals.brand_day(given)
  local options = fl.options("festivals.brand_day", given,
    { "from!", days = 3, discount = 0.2, live_hours = 12, "ads_budget", "otherwise" })
  local days = options.days
  return function(self, view)
    local since = fl.days_between(options.from, view.date)
    if since >= 0 and since < days then
      self.usual = self.usual or { price = view.price, live_hours = view.live_hours }
      return {
        price = (1 - options.discount) * self.usual.price, live_hours = options.live_hours,
        ads_budget = options.ads_budget,
      }
    end
    if since == days and self.usual then
      local usual = self.usual
      if options.ads_budget then usual.ads_budget = -1 end
      return usual
    end
    return options.otherwise and options.otherwise(self, view) or nil
  end
end

return festivals
