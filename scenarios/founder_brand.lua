-- What is it
--   A young brand of menswear at about 1,000 yuan, fifteen times what men's clothes usually cost on the platform, with one room of 400,000 followers. Its
--   founder is the only host, and loses money by plan: four months of better goods and service (.95 after .7) at the old price, paid by the owner, then
--   prices that rise by a hundredth a week, up to a fifth. On 15 February the founder steps back, and somebody hired takes the place. `stays`: the founder
--   does not; `team_…`: four hosts in turns, of whom the founder is one, who leaves or stays; the others stay too: `hired_host_stays` (no entrepreneur),
--   `no_loss_stays` (no plan), `no_owner_stays` (nobody pays for the loss), `…platform_reference_stays` (fans judge prices by the platform's level, wholly or
--   by half, not by the room's own history).
-- Question
--   What does a founder on air bring, at a loss by plan and a dear price, and what is left when the founder steps back?
-- Scope and limitations
--   The founder is gone from the air and joins nobody; goods, service and plan stay what they were. Who comes instead is drawn at random. The share of the
--   room's own history is one for all rooms: with the platform's level everybody's dear goods sell less. The team has been there for four months when the
--   window begins. GMV paid by fans, before returns (k: thousand yuan a day; m: million yuan).
-- Knobs
--   founder-room.team, .rotation, .broadcast, .origin; hosts.entrepreneur, hosts.personality_sd, hosts.hire_days; founder.owner_funding, .loss_horizon,
--   .invest_share, .price_level, .gross_margin; seller.cost_quality, choice.reference_room_share; the plan in this file.
-- Things to notice
--   Eight run numbers against `stays`, with 95 % intervals. *The founder*: up to 14 February an entrepreneur on air sells 5 % more than
--   a hired host would, 278,000 after 265,000 yuan a day, which can hardly be told from chance (0 to 9); in spring it is 8 % (4 to 13).
--   *Stepping back* costs the room of one 60 % (46 to 75) of March to May and 24 % (1 to 53) of autumn, for whom the room finds is luck.
--   The team sells 16 % more before anybody leaves (10 to 22): nobody is tired who is on air every fourth day (with hosts.fatigue_loss
--   at 0 both sell the same); without its founder it sells 12 % more than the room of one with him in spring (-3 to 28) and 54 % in
--   autumn (33 to 79). Prepared it is worth more without its founder than the room of one with him.
--   *The loss*: 1.4 m yuan to April instead of a profit of 2.0 m; from May on 4.2 m instead of 2.7 m. By the end of the year that has
--   not paid (2.8 and 4.7 m), but the brand that lost first sells 2.9 times as much a day in autumn, at prices a fifth above. *The
--   price*: at 1,000 yuan the room sells 278,000 yuan a day where .85 of the reference is its own history (the default), 40,000 where
--   half is, 3,000 by the platform's level alone.
-- Things to try
--   --set founder-room.broadcast=store: the brand is on air, and less is bound to the host. --set founder.loss_horizon=0: nobody gives up. SELECT from_date,
--   m.quality, cash_fen, funding_fen FROM brand_month m JOIN brand USING (brand) WHERE id = 'founder'. SELECT date, host, number, bound_share, sales FROM
--   host_day: who came, and what the room got.
-- Sources
--   Facts 4 (founders on air, mindshare in the room, positioning is the room's own), 6 (strategic loss; the founder's step back), 7 (menswear at about 1,000
--   yuan). Sizes of the loss, of the rise in price and of teams are assumed (docs/model.md, M04, M20, M24).
local fl = require "fanloop"
local measures = require "fanloop.measures"

local first, last = "2022-01-01", "2022-12-31"

-- The plan: better goods at the old price; then prices rise, so slowly that the room's own reference can follow.
local function lose_first(_, view)
  if view.day == 1 then return { quality = 0.95, service = 0.95 } end
  if view.day > 120 and view.day % 7 == 0 and view.price < 1.2 then return { price = 1.01 * view.price } end
end

local function of_room(column, unit)
  return function(sim) return sim:room("founder-room")[column] / unit end
end

local function of_books(read)
  return function(sim) return measures.closed_month(sim, sim:room("founder-room").brand, read) end
end

local function without_departure(set) return { without = "steps-back", set = set } end
local team = { ["founder-room.team"] = 4, ["founder-room.rotation"] = "turns" }

return fl.scenario {
  title = "A founder on air: what the room gains, and what it loses when the founder steps back",
  title_zh = "创始人直播：带来什么，退居幕后又失去什么",
  question = "What does a founder on air bring, at a loss by plan and a dear price, and what is left when the founder steps back?",
  question_zh = "创始人直播、战略性亏损、千元定价各带来什么？创始人退居幕后，有无团队相差多少？",
  world = fl.world("kuaishou-2022-core", {
    fans = 4e4, rooms = 300, focus_fans = 32768, focus_weight = 150,
    params = { ["hosts.kept"] = "on", ["hosts.leave_per_year"] = 0, ["seller.strain_quality"] = 0.3, ["seller.strain_service"] = 0.3 },
  }),
  calendar = { warmup = 120, from = first, to = last },
  brands = {
    fl.brand {
      id = "founder", kind = "kuai", quality = 0.7, service = 0.7, price_level = 15, gross_margin = 0.25, size_guidance = 0.8,
      cash = fl.wan(200), owner_funding = fl.yi(1), loss_horizon = 30, invest_share = 0.2, strategy = lose_first,
    },
  },
  rooms = {
    fl.room { id = "founder-room", brand = "founder", category = "men_apparel", followers = fl.wan(40), live_prob = 0.95, live_hours = 5, team = 1 },
  },
  policies = { fl.departure { id = "steps-back", from = "2022-02-15", to = "2022-02-28", room = "founder-room", host = 1 } },
  metrics = {
    before_k = measures.mean(first, "2022-02-14", of_room("paid_fen", 1e5)),
    spring_k = measures.mean("2022-03-01", "2022-05-31", of_room("paid_fen", 1e5)),
    autumn_k = measures.mean("2022-10-01", last, of_room("paid_fen", 1e5)),
    autumn_followers_k = measures.mean("2022-10-01", last, of_room("active_followers", 1e3)),
    profit_to_april_m = measures.between(first, "2022-04-30", of_books(measures.profit)),
    profit_later_m = measures.between("2022-05-01", last, of_books(measures.profit)),
    funding_m = measures.between(first, last, of_books(function(row) return row.funding_fen end)),
  },
  variants = {
    stays = without_departure {},
    team_loses_founder = { set = team },
    team_keeps_founder = without_departure(team),
    hired_host_stays = without_departure { ["founder-room.origin"] = "local" },
    no_loss_stays = without_departure { ["founder.scripted"] = false },
    no_owner_stays = without_departure { ["founder.owner_funding"] = 0 },
    platform_reference_stays = without_departure { ["choice.reference_room_share"] = 0 },
    half_platform_reference_stays = without_departure { ["choice.reference_room_share"] = 0.5 },
  },
  baseline = "stays",
}
