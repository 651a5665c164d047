// The morning: calendar and policies, who is live, what is on offer at which price, and the day's tables for the fan kernel.
// Serial but for the rooms' tables; reads levers, policies and sellers, writes the step, the hot rooms and the offers.
#include "base/date.h"
#include "base/mathx.h"
#include "mechanisms/books.h"
#include "mechanisms/choice.h"
#include "mechanisms/fan_life.h"
#include "mechanisms/festival.h"
#include "mechanisms/private_domain.h"
#include "mechanisms/subsidy.h"
#include "mechanisms/trust.h"
#include "world/internal.h"

#include <assert.h>

// Festivals of one day multiply. Hundreds of them would leave the range of numbers, and what is no number closes the public flow
// without a word: beyond these bounds nothing changes any more.
static const double least_lift = 1e-9, most_lift = 1e9;

static double bounded(double x, double least) {
  return x > most_lift ? most_lift : x > least ? x : least;
}

void fl_fill_levers(fl_world *w) {
  fl_fan_life_levers(&w->params, &w->levers);
  fl_private_domain_levers(&w->params, &w->levers);
  fl_trust_levers(&w->params, &w->levers);
  fl_choice_levers(&w->params, &w->levers);
  fl_shelf_levers(&w->params, &w->levers);
  fl_word_levers(&w->params, &w->levers);
  w->levers_moved = false;
}

static void note_followers(fl_world *w) {
  fl_rooms *rooms = &w->agents.rooms;
  for (uint32_t r = 0; r < rooms->count; r++) rooms->before_window[r] = rooms->active[r] + rooms->dormant[r];
}

// Calendar: date, months, window; festivals' traffic; the fan tables of the day.
void fl_stage_calendar(fl_world *w) {
  const fl_model *m = w->model;
  fl_step *step = &w->step;
  if (w->levers_moved) fl_fill_levers(w);
  const fl_civil date = fl_date_civil(step->date);
  const bool first_day = step->day == 0;
  step->month_starts = date.day == 1 || first_day;
  if (step->month_starts) {
    step->month = first_day ? 0 : step->month + 1;
    step->month_first_day = step->day;
  }
  step->in_window = step->day >= m->warmup;
  step->window_starts = step->day == m->warmup;
  if (step->window_starts) {
    step->window_first_day = step->day;
    note_followers(w);
  }
  fl_festival_day festival = {0};
  for (size_t p = 0; p < w->policy_count; p++)
    if (w->policies[p].kind == FL_FESTIVAL && !w->policies[p].off) {
      fl_festival_add_day(&w->policies[p].of.festival, step->date, &festival);
      festival.traffic_lift = bounded(festival.traffic_lift, least_lift - 1);
    }
  fl_open_outside(w, &festival.traffic_lift, &festival.anticipation);
  festival.traffic_lift = bounded(festival.traffic_lift, least_lift - 1);
  const double lift = fl_stars_lift(w, festival.traffic_lift);
  fl_fan_life_today(&w->params, step->date, m->scenario.setup.flat_calendar != 0, lift, festival.anticipation, &w->levers);
}

static void open_rooms(fl_world *w) {
  fl_rooms *rooms = &w->agents.rooms;
  for (uint32_t r = 0; r < rooms->count; r++) {
    const fl_block b = fl_draw(&w->step.key, FL_STREAM_ROOM, w->step.day, r, 0);
    // Rooms keep a schedule: a rotation by the golden ratio from a place of the room's own, so that every month has its share of days.
    const uint32_t own = fl_draw(&w->step.key, FL_STREAM_BUILD, 3, r, 0).u[0];
    const bool day = own + w->step.day * 0x9e3779b9u < fl_below(rooms->live_prob[r]);
    rooms->live[r] = !rooms->closed[r] && (day || w->starred[r]);
    rooms->admitted[r] = 0;
    const uint32_t shift = b.u[1] % 61; // starts within half an hour of the usual time
    const uint32_t drawn = rooms->start_minute[r] + shift > 30 ? rooms->start_minute[r] + shift - 30 : 0;
    const uint32_t start = drawn < 1439 ? drawn : 1439; // at midnight it is over: a minute is left to who begins late
    const uint32_t end = start + rooms->usual_minutes[r];
    rooms->open[r] = (uint16_t)(rooms->live[r] ? start : 0);
    rooms->close[r] = (uint16_t)(rooms->live[r] ? (end < 1440 ? end : 1440) : 0);
    w->boost[r] = w->content[r] = 1;
    // A promotion of the room's own, on its first offer (price_offers).
    w->discount[r] = 0;
  }
}

// Once festivals have moved sessions.
static void show_sessions(fl_world *w) {
  const fl_rooms *rooms = &w->agents.rooms;
  for (uint32_t r = 0; r < rooms->count; r++) w->live[r] = rooms->close[r] > rooms->open[r];
}

static uint32_t price_of(double fen) {
  return (uint32_t)fl_round(fen < 1 ? 1 : fen > FL_PRICE_MOST ? FL_PRICE_MOST : fen);
}

static void price_offers(fl_world *w, double *discount) {
  fl_offers *offers = &w->agents.offers;
  const fl_params *p = &w->params;
  for (uint32_t o = 0; o < offers->count; o++) {
    const uint32_t r = o / FL_OFFERS;
    double usual = 0; // cut of the room's own, where there were no festival
    if (o % FL_OFFERS == 0) {
      const fl_block b = fl_draw(&w->step.key, FL_STREAM_ROOM, w->step.day, r, 1);
      if (fl_unit(b.u[0]) < p->promotion_days) usual = p->promotion_depth;
    }
    const double cut = usual > discount[r] ? usual : discount[r];
    const double list = fl_exp((double)offers->log_price[o] + w->agents.brands.price_move[fl_owner(&w->agents, o)]) *
                        fl_style_price(&w->agents.supply, offers->origin[o]);
    const double chain = w->growth.help ? w->growth.help[fl_owner(&w->agents, o)].price : 1;
    const double fen = 100.0 * w->category_price[offers->category[o]] * list * chain;
    w->usual_fen[o] = price_of(fen * (1 - usual));
    if (!offers->flash[o]) offers->price_fen[o] = price_of(fen * (1 - cut)); // else priced by the festival
  }
}

static void lay_in_stock(fl_world *w) {
  fl_offers *offers = &w->agents.offers;
  for (uint32_t o = 0; o < offers->count; o++) {
    if (offers->flash[o] || fl_stocked(&w->agents, o)) continue;
    // At least a few orders of one simulated fan: below that quantum a stock-out would be an artefact of scale.
    const int64_t fan = w->agents.rooms.focus[o / FL_OFFERS] ? w->agents.focus_weight : w->agents.weight;
    const double least = w->params.stock_least * (double)fan;
    const double usual = w->agents.rooms.stock_days[o / FL_OFFERS] * offers->sales[o];
    offers->stock[o] = (int64_t)(usual > least ? usual : w->agents.rooms.stock_days[o / FL_OFFERS] > 0 ? least : 0);
  }
}

static void bound_rooms(fl_world *w) {
  for (uint32_t r = 0; r < w->agents.rooms.count; r++) {
    w->boost[r] = bounded(w->boost[r], 0);
    w->content[r] = bounded(w->content[r], least_lift);
  }
}

static void apply_festivals(fl_world *w) {
  fl_step *step = &w->step;
  step->packet_kinds = 0;
  static_assert(sizeof step->packet_today == FL_PACKET_FESTIVALS, "a kind of packet for each festival of a day");
  for (size_t p = 0; p < w->policy_count; p++) {
    const fl_policy *policy = &w->policies[p];
    w->admitted[p] = 0;
    if (policy->kind != FL_FESTIVAL || policy->off) continue;
    const fl_festival *f = &policy->of.festival;
    w->admitted[p] = fl_festival_apply(f, (uint16_t)p, step->date, &w->agents, w->boost, w->content, w->discount, w->rank);
    if (w->admitted[p] > 0) bound_rooms(w);
    const fl_phase phase = fl_festival_phase(f, step->date);
    if (f->packets_per_day <= 0 || step->packet_kinds == FL_PACKET_FESTIVALS || (phase != FL_PHASE_SALE && phase != FL_PHASE_PEAK))
      continue;
    const uint32_t kind = fl_give_out(w, (fl_packet){(uint32_t)f->packet_value, (uint32_t)f->packet_min_spend,
                                                     (int32_t)step->day + (int32_t)f->packet_days, (uint32_t)p, 0});
    if (kind == 0) continue;
    step->packet_today[step->packet_kinds] = (uint8_t)kind;
    step->packet_policy[step->packet_kinds++] = (uint32_t)p;
  }
}

static void apply_subsidies(fl_world *w) {
  for (size_t p = 0; p < w->policy_count; p++) {
    const fl_policy *policy = &w->policies[p];
    if (policy->kind != FL_SUBSIDY || policy->off) continue;
    w->accounts[p].today_fen = fl_subsidy_money_today(&policy->of.subsidy, w->step.date, w->accounts[p].left_fen);
    if (w->accounts[p].today_fen > 0)
      fl_subsidy_list(&w->params, &policy->of.subsidy, (uint16_t)p, w->model->policy_salt[p], &w->step.key, &w->agents);
  }
}

// Own brands whose scenario dates a change of what they deliver. What comes later is the seller's own.
static void change_brands(fl_world *w) {
  const fl_scenario *s = &w->model->scenario;
  for (size_t i = 0; i < s->brand_count; i++) {
    const fl_brand_def *def = &s->brands[i];
    const int64_t from = def->change_from > w->model->first_date ? def->change_from : w->model->first_date;
    if (def->change_from == FL_NO_DATE || w->step.date != from) continue;
    const uint32_t b = (uint32_t)(s->setup.rooms + (int64_t)i);
    fl_brands *brands = &w->agents.brands;
    if (def->change_quality >= 0) brands->quality[b] = brands->aim_quality[b] = def->change_quality;
    if (def->change_service >= 0) brands->service[b] = brands->aim_service[b] = def->change_service;
    if (def->change_effort >= 0) fl_move_effort(w, b, def->change_effort);
    if (def->change_price != 1) brands->price_move[b] = fl_log(def->change_price);
  }
}

// The order of the morning, each with what it reads -> writes.
void fl_stage_supply(fl_world *w) {
  fl_offers *offers = &w->agents.offers;
  for (uint32_t o = 0; o < offers->count; o++) {
    offers->flash[o] = 0;
    offers->open[o] = !offers->withheld[o];
    offers->subsidy[o] = FL_NO_POLICY;
    offers->platform_fen[o] = offers->seller_fen[o] = 0;
  }
  change_brands(w);      // own brands' dated changes -> quality, service, effort, prices
  fl_recalls_morning(w); // defects -> whose goods have one; vouchers of recalls that begin
  fl_stars_morning(w);   // star sessions -> starred rooms
  open_rooms(w);         // schedules, starred rooms -> who is live, from when to when
  apply_festivals(w);    // festivals, scores, hours -> admitted rooms: boost, content, discount; flash offers, red packets
  show_sessions(w);      // hours after festivals -> the live rooms
  fl_govern_morning(w);  // the game's state, bans -> fake and closed offers, banned rooms off air
  fl_open_vote(w);       // galas -> today's vote, boost of winners
  fl_hosts_today(w);     // teams, departures, who is live -> who is on air, content; rooms without a host off air
  // batches due, stages of styles -> stock, styles on offer, list prices
  if (fl_supply_kept(&w->agents.supply)) fl_supply_open(&w->params, &w->step, &w->agents);
  fl_distribution_morning(w);   // offers as they stand by now -> goods of others, in their places
  fl_growth_morning(w);         // clients and levels -> help by brand; content and boost of its rooms
  price_offers(w, w->discount); // list prices, price moves, help, discounts -> prices; flash offers have theirs
  fl_books_morning(&w->params, w->category_price, &w->agents); // list prices, quality, fakes -> unit costs
  fl_growth_costs(w);                                          // help -> unit costs
  // unit costs, stock -> first batches; pieces, waits and unit costs of what is stocked
  if (fl_supply_kept(&w->agents.supply)) fl_supply_stock(&w->params, &w->step, &w->agents);
  lay_in_stock(w);    // usual sales -> pieces of all other offers but flash offers
  apply_subsidies(w); // budgets, prices -> the day's money, subsidies by offer
}

// The reference price, as a log over what is usual in the category: the room's own history and the platform's level.
static double reference_of(const fl_world *w, uint32_t o, double own) {
  const fl_offers *offers = &w->agents.offers;
  return own * (double)offers->reference[o] + (1 - own) * w->category_reference[offers->category[o]];
}

// Losses weigh more.
static float price_ratio(const fl_world *w, double over) {
  return (float)(over > 0 ? over * w->params.loss_aversion : over);
}

// What a low price is worth beyond the money saved: nothing at the reference, all of promotion_salience far below it. The reference
// decides, not a list price, so that who raises the list first and then cuts it gains nothing once fans have seen it for a while.
static double salience(const fl_world *w, double over) {
  if (!(over < 0)) return 0;
  const double depth = 1.0 - fl_exp(over);
  return w->params.promotion_salience * (1.0 - fl_exp(-depth / w->params.promotion_depth_scale));
}

static void fill_subsidy(fl_world *w, uint32_t o, uint32_t j, double over, double reference, double usual, double weight,
                         fl_hot *hot) {
  const fl_offers *offers = &w->agents.offers;
  const fl_subsidy *subsidy = &w->policies[offers->subsidy[o]].of.subsidy;
  const double full = offers->price_fen[o], paid = full - offers->platform_fen[o] - offers->seller_fen[o];
  // Salience is a utility; the kernel multiplies ratios by the fan's own price sensitivity, the mean of which divides it here.
  const double over_paid = fl_log(paid / usual) - reference, more = salience(w, over_paid) - salience(w, over);
  const double sensitivity = w->params.price_sensitivity;
  hot->sub_ratio[j] = (float)weight * price_ratio(w, over_paid) +
                      (float)(w->params.price_level * fl_log(paid / usual) - (sensitivity > 0 ? more / sensitivity : 0));
  hot->sub_mask[j] = fl_subsidy_mask(subsidy);
  hot->subsidised = (uint8_t)(hot->subsidised | 1 << j);
  hot->sub_share[j] = (uint16_t)(65535.0 * (1.0 - paid / full));
}

static const float not_on_air = -1e3f; // utility that nothing makes up for

void fl_fill_offer(fl_world *w, uint32_t o, uint32_t j, double common, double own, double weight, fl_hot *hot) {
  const fl_offers *offers = &w->agents.offers;
  const double usual = 100.0 * w->category_price[offers->category[o]], price = fl_log(offers->price_fen[o] / usual);
  const double reference = reference_of(w, o, own), over = price - reference;
  hot->category[j] = offers->category[o];
  hot->need_mask |= (uint64_t)15 << (4 * offers->category[o]);
  hot->closed = (uint8_t)(hot->closed | !offers->open[o] << j);
  hot->price_fen[j] = (int32_t)offers->price_fen[o];
  hot->base[j] = (float)(common + (offers->flash[o] ? 0 : salience(w, over)) +
                         fl_style_sells(&w->agents.supply, offers->origin[o], w->step.day));
  if (!offers->open[o] && !offers->flash[o]) hot->base[j] = not_on_air;
  hot->ratio[j] = hot->sub_ratio[j] = (float)weight * price_ratio(w, over) + (float)(w->params.price_level * price);
  hot->sub_mask[j] = 0;
  if (offers->platform_fen[o] + offers->seller_fen[o] > 0) fill_subsidy(w, o, j, over, reference, usual, weight, hot);
  if (offers->flash[o]) {
    const fl_festival *festival = &w->policies[offers->flash_policy[o]].of.festival;
    hot->flash = (uint8_t)(hot->flash | 1 << j);
    hot->flash_minute = (uint16_t)(festival->flash_minute > 30 ? festival->flash_minute : 30);
    hot->flash_pull = fl_share16(festival->flash_pull);
  }
}

double fl_name_beside(const fl_world *w, uint32_t o) {
  const fl_brands *brands = &w->agents.brands;
  if (!fl_of_others(&w->agents.offers, o)) return 0;
  return w->params.brand_utility * (brands->trust[fl_owner(&w->agents, o)] - brands->trust[w->agents.rooms.brand[o / FL_OFFERS]]);
}

// What those who bought in a room know of its goods and service: of all that it sells, in equal parts.
static double experience_of(const fl_world *w, uint32_t r) {
  const fl_params *p = &w->params;
  const fl_brands *brands = &w->agents.brands;
  const uint32_t b = w->agents.rooms.brand[r];
  double sum = p->quality_utility * (brands->quality[b] - 0.5) + p->service_utility * (fl_service_today(w, b) - 0.5);
  for (uint32_t o = r * FL_OFFERS; o < (r + 1) * FL_OFFERS; o++) {
    const uint32_t owner = fl_owner(&w->agents, o);
    const bool fake = w->agents.offers.fake[o];
    if (owner == b && !fake) continue;
    sum += (p->quality_utility * (fl_goods_quality(p, brands, owner, fake) - brands->quality[b]) +
            p->service_utility * (fl_service_today(w, owner) - fl_service_today(w, b))) /
           FL_OFFERS;
  }
  return sum;
}

static void fill_room(fl_world *w, uint32_t r) {
  const fl_params *p = &w->params;
  const fl_rooms *rooms = &w->agents.rooms;
  const fl_brands *brands = &w->agents.brands;
  const uint32_t b = rooms->brand[r];
  fl_hot *hot = &w->hot[r];
  const double content = rooms->content[r] * w->content[r];
  const double skill = w->growth.help ? w->growth.help[b].sells : 0;
  const double common = fl_log(p->buy_per_minute / FL_OFFERS) + fl_host_sells(&w->agents.hosts, r) + skill;
  const double by_name = fl_store_broadcast(&w->agents.hosts, r) ? 1 + p->hosts_store_brand : 1;
  const double public_fans = rooms->focus[r] ? w->agents.catchment : w->agents.population;
  const double strangers = (double)rooms->dormant[r] / (double)rooms->weight[r] / public_fans;
  *hot = (fl_hot){.content = (float)content,
                  .brand = b,
                  .open = rooms->open[r],
                  .close = rooms->close[r],
                  .tier = rooms->tier[r],
                  .same_below = (uint16_t)(65535 / rooms->weight[r]),
                  .brand_has_more = brands->rooms[b] > 1,
                  .dormant_below = fl_below(p->reactivation * strangers)};
  // Who does not know the room goes by what it claims, what buyers said, the name of the brand and the platform's price image; what
  // its goods and service are like is known to those who have bought.
  hot->stranger =
      (float)(p->quality_utility * p->expectation_claims * (1 - fl_claims_today(&w->agents.hosts, r, brands->honesty[b])) +
              p->reputation_utility * (rooms->reputation[r] - 0.5) + by_name * p->brand_utility * (brands->trust[b] - 0.5) +
              p->price_image_utility * w->price_image);
  if (fl_scores_kept(&w->agents.scores))
    hot->stranger += (float)(p->scores_utility * (w->agents.scores.score[r][FL_SCORE_SHOP] - 0.5));
  if (w->programmes.kuai) hot->stranger += (float)fl_programme_badge(w, b);
  if (w->growth.help) hot->stranger += (float)w->growth.help[b].endorsed;
  hot->experience = (float)experience_of(w, r);
  for (uint32_t j = 0; j < FL_OFFERS; j++) {
    const uint32_t o = r * FL_OFFERS + j;
    fl_fill_offer(w, o, j, common + fl_name_beside(w, o), p->reference_room_share, 1, hot);
  }
  if (fl_supply_kept(&w->agents.supply)) fl_share_air(w, r, hot);
}

enum { ROOMS_A_TASK = 64 };
static void fill_rooms(void *arg, uint32_t task, uint32_t worker) {
  fl_world *w = arg;
  (void)worker;
  const uint32_t from = task * ROOMS_A_TASK, to = from + ROOMS_A_TASK, count = w->agents.rooms.count;
  for (uint32_t r = from; r < (to < count ? to : count); r++) fill_room(w, r);
}

// Paid traffic, where there is any.
static void sell_traffic(fl_world *w) {
  w->step.flows = w->params.ads_load > 0 ? 2 : 1;
  if (w->step.flows == 1) return;
  w->source_open[FL_PAID] = true;
  fl_ads_today(&w->params, &w->step, &w->agents, &w->ads, w->allocation.paid, &w->levers);
  fl_allocation_paid(&w->params, &w->agents, w->ads.found, &w->allocation, &w->step);
}

// Then what the kernel reads: each with what it reads -> writes.
void fl_stage_exposure(fl_world *w) {
  const fl_parallel *parallel = &w->options.parallel;
  // rooms, brands, offers -> the hot rooms
  parallel->run(parallel->workers, (w->agents.rooms.count + ROOMS_A_TASK - 1) / ROOMS_A_TASK, fill_rooms, w);
  fl_fill_pools(w); // who is live, pools, stars -> exposures kept for rooms, public visits planned
  fl_aim_rooms(w);  // cold-start plans, who is live -> which fans they are shown to, how much oftener they are drawn
  fl_allocation_today(&w->params, &w->agents, w->boost, &w->allocation,
                      &w->step); // value, boost, these -> tables of the public flow
  sell_traffic(w);               // budgets and bids of rooms -> what traffic costs; visits a minute, tables of the paid flow
  fl_stars_exposure(w);          // stars' guests, both flows -> public visits a minute, what guests buy in the hot rooms
  fl_fill_shelf(w);              // offers, scores, usual sales -> listings and pages of the shelf
  fl_fill_word(w);               // what segments make of brands -> tables of who knows and tells what
  fl_fill_outside(w);            // rivals, today's prices -> what fans find elsewhere
  fl_fill_seeding(w);            // levers, owners of offers -> what content seeds
  // claims, prices, reputation -> what buyers expect, and what will not fit
  fl_outcome_today(&w->params, &w->agents, &w->outcome);
  fl_growth_returns(w); // help -> what will not fit
  fl_fill_rights(w);    // rights, scores, their memory -> terms of the day, what they cover by offer
  fl_fill_presale(w);   // waits by offer -> the step, where there are any
}
