#include "mechanisms/supply.h"

#include "agents/books.h"
#include "agents/goods.h"
#include "base/mathx.h"

enum { APPEAL = 1, ERROR = 2, STYLED = 3, DIRECT = 4, AGE = 5, ASKED = 6 }; // k of draws, beside the number of the style

static const int64_t any_number = 1000000000000000;
static const uint32_t mistake_days = 91; // how long a seller misjudges goods in one way (assumed)

static double normal(uint32_t u) {
  return fl_normal_quantile(fl_unit(u));
}

// The chain ------------------------------------------------------------------------------------------------------------------------

double fl_chain_saves(const fl_params *p, uint32_t chain) {
  const double margins[] = {p->supply_margin_factory, p->supply_margin_wholesaler, p->supply_margin_agent, p->supply_margin_brand};
  double log = 0;
  for (uint32_t k = 0; k < 4; k++)
    if (!(chain >> k & 1)) log += fl_log(1 - margins[k]);
  return log;
}

static bool is_direct(const fl_params *p, const fl_supply *s, uint32_t b) {
  return s->direct[b] < 256 * p->supply_direct_share;
}

static double lead_of(const fl_params *p, const fl_supply *s, uint32_t b) {
  if (s->own_lead[b] >= 0) return s->own_lead[b];
  return is_direct(p, s, b) ? p->supply_direct_lead : p->supply_lead;
}

static double batch_of(const fl_params *p, const fl_supply *s, uint32_t b) {
  if (s->own_batch[b] >= 0) return s->own_batch[b];
  return is_direct(p, s, b) ? p->supply_direct_batch : p->supply_batch;
}

double fl_presale_days(const fl_params *p, const fl_supply *s, uint32_t b) {
  return fl_clip(s->own_wait[b] < 0 ? p->supply_presale_wait : s->own_wait[b], 1, FL_WAIT_MOST);
}

// What a chain saves goes into costs, prices or quality; only what has changed is moved, so that what others decide stays.
static void set_chain(const fl_params *p, fl_agents *agents, uint32_t b) {
  fl_supply *s = &agents->supply;
  fl_brands *brands = &agents->brands;
  const double saves = fl_chain_saves(p, is_direct(p, s, b) ? FL_CHAIN_DIRECT : s->chain[b]);
  const int64_t to = s->pass_on[b] ? s->pass_on[b] - 1 : p->supply_pass_on;
  const double priced = to == 1 ? saves : 0;
  const double better = to == 2 && p->seller_cost_quality > 0 ? -saves / p->seller_cost_quality : 0;
  const double least = -brands->built_quality[b], most = 1 - brands->built_quality[b]; // quality ends at 1
  const double bettered = fl_clip(better, least, most);
  brands->cost_share[b] = s->cost_share[b] * fl_exp(saves - priced); // of the list price, which falls by what is passed on
  brands->aim_quality[b] = fl_clip(brands->aim_quality[b] + bettered - s->bettered[b], 0, 1);
  brands->quality[b] = fl_clip(brands->quality[b] + bettered - s->bettered[b], 0, 1);
  s->bettered[b] = bettered;
  s->shift[b] = priced - s->priced[b];
  s->priced[b] = priced;
}

// Styles ---------------------------------------------------------------------------------------------------------------------------

static double days_of(const fl_params *p, int stage) {
  const double days[FL_STAGES] = {p->supply_new_days, p->supply_hit_days, p->supply_daily_days, p->supply_clearance_days};
  return days[stage];
}

// Days until the style is cleared or gone, as far as can be foreseen.
static double days_to(const fl_params *p, const fl_supply *s, uint32_t o, uint32_t today, bool gone) {
  double days = days_of(p, s->stage[o]) - (double)((int32_t)today - s->since[o]);
  if (s->stage[o] == FL_STAGE_CLEARANCE) return gone && days > 0 ? days : 0;
  if (s->stage[o] != FL_STAGE_DAILY) days += p->supply_daily_days;
  if (gone) days += p->supply_clearance_days;
  return days > 0 ? days : 0;
}

static fl_block draw_of(const fl_step *step, uint32_t o, uint32_t number, uint32_t what) {
  return fl_draw(&step->key, FL_STREAM_SUPPLY, number, o, what);
}

static double presale_share(const fl_params *p, const fl_supply *s, uint32_t b) {
  return s->own_presale[b] < 0 ? p->supply_presale_share : s->own_presale[b];
}

// A style has an appeal of its own, drawn for ever: nobody knows it before it is on offer.
static void show_style(const fl_params *p, const fl_step *step, fl_supply *s, uint32_t o) {
  s->appeal[o] = p->supply_style_sd * normal(draw_of(step, o, s->number[o], APPEAL).u[0]);
  s->stage[o] = FL_STAGE_NEW;
  s->born[o] = s->since[o] = (int32_t)step->day;
  s->forecast[o] = s->usual[o];
}

static void pay(fl_agents *agents, uint32_t b, int64_t fen) {
  fl_book_batches(&agents->brands, b, fen);
  agents->supply.day[b].paid += fen;
}

// Cost of goods that have left the stock: it was paid with the batch.
static void draw_down(fl_agents *agents, uint32_t b, int64_t fen) {
  fl_book_drawn(&agents->brands, b, fen);
  agents->supply.day[b].drawn += fen;
}

// What is left of a style goes for its scrap value.
static void write_off(const fl_params *p, fl_agents *agents, uint32_t o, uint32_t b) {
  fl_supply *s = &agents->supply;
  const int64_t lost = s->value[o] - (s->held[o] > 0 ? fl_round(p->supply_scrap * (double)s->value[o]) : 0);
  draw_down(agents, b, s->value[o]);
  s->day[b].stocking += lost;
  s->day[b].waste += s->held[o] > 0 ? s->held[o] : 0;
  s->day[b].written_off += s->held[o] > 0 ? lost : 0;
  s->held[o] = s->value[o] = 0;
}

static bool any_batch(const fl_supply *s, uint32_t o) {
  bool any = false;
  for (int k = 0; k < FL_BATCHES; k++) any |= s->due[o][k] > 0;
  return any;
}

static int64_t on_way(const fl_supply *s, uint32_t o) {
  int64_t sum = 0;
  for (int k = 0; k < FL_BATCHES; k++) sum += s->due[o][k] > 0 ? s->pieces[o][k] : 0;
  return sum;
}

static void take_batches(const fl_step *step, fl_agents *agents, uint32_t o, uint32_t b) {
  fl_supply *s = &agents->supply;
  for (int k = 0; k < FL_BATCHES; k++) {
    if (s->due[o][k] == 0 || step->day < s->due[o][k]) continue;
    pay(agents, b, s->cost[o][k] - s->paid[o][k]);
    s->held[o] += s->pieces[o][k];
    s->value[o] += s->cost[o][k];
    s->due[o][k] = 0;
  }
}

static void launch(const fl_params *p, const fl_step *step, fl_agents *agents, uint32_t o, uint32_t b) {
  fl_supply *s = &agents->supply;
  write_off(p, agents, o, b);
  s->number[o]++;
  pay(agents, b, s->next_cost[o] - s->next_paid[o]);
  s->held[o] = s->next_pieces[o];
  s->value[o] = s->next_cost[o];
  s->presale[o] = s->next_presale[o];
  s->next_ready[o] = 0;
  s->next_pieces[o] = s->next_cost[o] = s->next_paid[o] = 0;
  show_style(p, step, s, o);
}

static void move_on(const fl_params *p, const fl_step *step, fl_agents *agents, uint32_t o, uint32_t b) {
  fl_supply *s = &agents->supply;
  const bool over = (double)((int32_t)step->day - s->since[o]) >= days_of(p, s->stage[o]);
  const bool sold_out = s->held[o] == 0 && !any_batch(s, o);
  if (s->stage[o] == FL_STAGE_CLEARANCE) {
    // Who has ordered gets the goods, whatever the season.
    const bool done = sold_out || (over && s->held[o] >= 0 && !any_batch(s, o));
    if (done && s->next_ready[o] && step->day >= s->next_due[o]) launch(p, step, agents, o, b);
    return;
  }
  // What is sold out and comes too late to be made again is at its end.
  const bool ends = !s->presale[o] && sold_out && days_to(p, s, o, step->day, false) <= lead_of(p, s, b);
  if (!over && !ends) return;
  const bool hit = s->stage[o] == FL_STAGE_NEW && s->forecast[o] >= p->supply_hit_ratio * s->usual[o];
  s->stage[o] = ends || s->stage[o] == FL_STAGE_DAILY ? FL_STAGE_CLEARANCE : hit ? FL_STAGE_HIT : FL_STAGE_DAILY;
  s->since[o] = (int32_t)step->day;
}

void fl_supply_start(const fl_params *p, const fl_key *key, fl_agents *agents, const fl_brand_def *defs, uint32_t first_own,
                     uint32_t own) {
  fl_supply *s = &agents->supply;
  for (uint32_t b = 0; b < agents->brands.count; b++) {
    s->chain[b] = 15;
    s->direct[b] = (uint16_t)(fl_draw(key, FL_STREAM_SUPPLY, FL_LASTING, b, DIRECT).u[0] >> 24);
    s->own_lead[b] = s->own_batch[b] = s->own_presale[b] = s->own_wait[b] = s->own_styles[b] = -1;
    s->cost_share[b] = agents->brands.cost_share[b];
  }
  for (uint32_t i = 0; i < own; i++) {
    const uint32_t b = first_own + i;
    s->chain[b] = (uint8_t)defs[i].chain;
    s->pass_on[b] = (uint8_t)defs[i].pass_on;
    s->direct[b] = 256;
    s->own_lead[b] = defs[i].lead_days;
    s->own_batch[b] = defs[i].batch;
    s->own_presale[b] = defs[i].presale_share;
    s->own_wait[b] = defs[i].presale_wait;
    s->own_styles[b] = defs[i].style_share;
  }
  for (uint32_t o = 0; o < agents->offers.count; o++) {
    const uint32_t b = agents->rooms.brand[o / FL_OFFERS];
    const double share = s->own_styles[b] < 0 ? p->supply_style_share : s->own_styles[b];
    s->styled[o] = fl_stocked(agents, o) && fl_unit(fl_draw(key, FL_STREAM_SUPPLY, FL_LASTING, o, STYLED).u[0]) < share;
    s->stage[o] = FL_STAGE_DAILY;
  }
}

// Styles of a seller who begins, or has long been there, are of all ages.
static void begin(const fl_params *p, const fl_step *step, fl_agents *agents, uint32_t o, uint32_t b) {
  fl_supply *s = &agents->supply;
  s->started[o] = 1;
  s->usual[o] = s->forecast[o] = agents->offers.sales[o];
  agents->offers.reference[o] += (float)s->priced[b];
  if (!s->styled[o]) return;
  const fl_block u = draw_of(step, o, 0, AGE);
  show_style(p, step, s, o);
  s->forecast[o] *= fl_exp(s->appeal[o]);
  s->presale[o] = fl_unit(u.u[1]) < presale_share(p, s, b);
  if (step->day > 0) return;
  double age = fl_unit(u.u[0]) * (p->supply_new_days + p->supply_daily_days);
  s->born[o] = (int32_t)-age;
  if (age >= p->supply_new_days) s->stage[o] = FL_STAGE_DAILY, age -= p->supply_new_days;
  s->since[o] = (int32_t)-age;
}

// The list price of what is a seller's own in a place of its rooms, whoever has goods there today.
static float *own_log_price(fl_agents *agents, uint32_t o) {
  return fl_of_others(&agents->offers, o) ? &agents->distribution.own[o].log_price : &agents->offers.log_price[o];
}

void fl_supply_open(const fl_params *p, const fl_step *step, fl_agents *agents) {
  fl_supply *s = &agents->supply;
  const double price[FL_STAGES] = {p->supply_price_new, p->supply_price_hit, p->supply_price_daily, p->supply_price_clearance};
  const double air[FL_STAGES] = {p->supply_air_new, p->supply_air_hit, p->supply_air_daily, p->supply_air_clearance};
  for (int k = 0; k < FL_STAGES; k++) s->price[k] = price[k], s->air[k] = air[k];
  s->fade = p->supply_fade / 100;
  s->presale_price = p->supply_presale_price;
  for (uint32_t b = 0; b < agents->brands.count; b++) {
    s->day[b] = (fl_supply_day){0};
    set_chain(p, agents, b);
  }
  for (uint32_t o = 0; o < agents->offers.count; o++) {
    const uint32_t b = agents->rooms.brand[o / FL_OFFERS];
    if (s->shift[b] != 0) *own_log_price(agents, o) += (float)s->shift[b];
    if (!fl_stocked(agents, o)) continue;
    if (agents->brands.state[b] != FL_IN_BUSINESS) continue;
    if (!s->started[o]) begin(p, step, agents, o, b);
    take_batches(step, agents, o, b);
    if (s->styled[o]) move_on(p, step, agents, o, b);
  }
}

// Stock ----------------------------------------------------------------------------------------------------------------------------

double fl_order_up_to(const fl_params *p, double daily, double days, double xi, double under, double over) {
  if (!(daily > 0) || !(days > 0)) return 0;
  const double sd = p->supply_forecast_error * fl_sqrt(days / 30);
  const double ratio = fl_clip(under / (under + over > 0 ? under + over : 1), 0.05, 0.95);
  return daily * days * fl_exp(sd * (fl_normal_quantile(ratio) + xi));
}

// What a piece too few and one too many costs: the margin; of a style what is lost of it at the end, of other goods their keep.
static double level_of(const fl_params *p, const fl_step *step, const fl_agents *agents, uint32_t o, double daily, double days,
                       double gone_in) {
  const fl_supply *s = &agents->supply;
  const double price = agents->offers.price_fen[o], cost = s->buy_fen[o];
  const double under = price > cost ? price - cost : 0;
  const double over = s->styled[o] ? cost * (1 - p->supply_scrap) : cost * p->supply_holding * days / 365;
  // A mistake lasts: with a new one each week the largest of them would be bought.
  const double xi = fl_clip(normal(draw_of(step, o, 64 * s->number[o] + step->day / mistake_days, ERROR).u[0]), -3, 3);
  return fl_order_up_to(p, daily, days < gone_in ? days : gone_in, xi, under, over);
}

// Real sellers that the offer stands for, and the smallest batch of them; who sells less than that in a season buys of others' batches.
static double least_batch(const fl_params *p, const fl_agents *agents, uint32_t o, uint32_t b) {
  const fl_supply *s = &agents->supply;
  const double batch = batch_of(p, s, b) * (double)agents->rooms.weight[o / FL_OFFERS];
  const double season = s->usual[o] * (p->supply_new_days + p->supply_daily_days);
  return batch < season ? batch : season;
}

// Below the orders of one simulated fan a stock would be an artefact of scale (room.stock_least).
static double least_stock(const fl_params *p, const fl_agents *agents, uint32_t o) {
  return p->stock_least * (double)(agents->rooms.focus[o / FL_OFFERS] ? agents->focus_weight : agents->weight);
}

static int64_t whole(double pieces) {
  return fl_round(fl_clip(pieces, 0, 1e15));
}

// Setting up costs a part of it where the batch is one of others' too.
static void set_up(const fl_params *p, fl_agents *agents, uint32_t o, uint32_t b, int64_t pieces) {
  fl_supply_day *day = &agents->supply.day[b];
  const double weight = (double)agents->rooms.weight[o / FL_OFFERS], batch = batch_of(p, &agents->supply, b) * weight;
  const double part = batch > 0 && (double)pieces < batch ? (double)pieces / batch : 1;
  day->stocking += fl_round(100 * p->supply_setup_cost * weight * part);
  day->batches += agents->rooms.weight[o / FL_OFFERS];
  day->batch_pieces += pieces;
}

static void order(const fl_params *p, const fl_step *step, fl_agents *agents, uint32_t o, uint32_t b, double pieces, double lead) {
  fl_supply *s = &agents->supply;
  int k = 0;
  while (k < FL_BATCHES && s->due[o][k] > 0) k++;
  const int64_t q = whole(pieces);
  if (k == FL_BATCHES || q == 0) return;
  s->pieces[o][k] = q;
  s->cost[o][k] = q * s->buy_fen[o];
  s->paid[o][k] = fl_round(p->supply_order_deposit * (double)s->cost[o][k]);
  s->due[o][k] = step->day + 1 + (uint32_t)lead;
  set_up(p, agents, o, b, q);
  pay(agents, b, s->paid[o][k]);
}

// The first batch of the next style, in time for its first day, and whether it is made to order.
static void order_next(const fl_params *p, const fl_step *step, fl_agents *agents, uint32_t o, uint32_t b) {
  fl_supply *s = &agents->supply;
  const double lead = lead_of(p, s, b);
  if (s->next_ready[o] || days_to(p, s, o, step->day, true) > lead) return;
  s->next_ready[o] = 1;
  s->next_presale[o] = fl_unit(draw_of(step, o, s->number[o] + 1, ASKED).u[0]) < presale_share(p, s, b);
  s->next_due[o] = step->day + 1;
  if (s->next_presale[o]) return; // samples are there at once
  const double season = p->supply_new_days + p->supply_daily_days, days = lead + (double)p->supply_review_days;
  double pieces = level_of(p, step, agents, o, s->usual[o], days, season);
  const double batch = least_batch(p, agents, o, b), least = least_stock(p, agents, o);
  pieces = pieces > batch ? pieces : batch;
  s->next_pieces[o] = whole(pieces > least ? pieces : least);
  s->next_cost[o] = s->next_pieces[o] * s->buy_fen[o];
  s->next_paid[o] = fl_round(p->supply_order_deposit * (double)s->next_cost[o]);
  s->next_due[o] += (uint32_t)lead;
  set_up(p, agents, o, b, s->next_pieces[o]);
  pay(agents, b, s->next_paid[o]);
}

// Of goods that were ordered as many are made as are not cancelled before that, and no smallest batch is asked for; the fans' wait begins with the order and holds the time until the next review.
static void make_to_order(const fl_params *p, const fl_step *step, fl_agents *agents, uint32_t o, uint32_t b, bool review) {
  const fl_supply *s = &agents->supply;
  const int64_t short_of = -(s->held[o] + on_way(s, o)) - s->early[o];
  if (short_of <= 0 || !(review || s->stage[o] == FL_STAGE_CLEARANCE)) return;
  const double wait = fl_presale_days(p, s, b) - (double)p->supply_review_days;
  order(p, step, agents, o, b, (double)short_of, wait > 0 ? wait : 0);
}

static void restock(const fl_params *p, const fl_step *step, fl_agents *agents, uint32_t o, uint32_t b) {
  fl_supply *s = &agents->supply;
  const bool review = (step->day + o) % (uint32_t)p->supply_review_days == 0;
  const double lead = lead_of(p, s, b);
  if (s->presale[o]) make_to_order(p, step, agents, o, b, review);
  if (s->styled[o]) order_next(p, step, agents, o, b);
  if (s->presale[o] || !review || s->stage[o] == FL_STAGE_CLEARANCE) return;
  const double ends = s->styled[o] ? days_to(p, s, o, step->day, false) : 1e9;
  if (ends <= lead) return; // it would come too late
  double level = level_of(p, step, agents, o, s->forecast[o], lead + (double)p->supply_review_days, ends);
  const double least = least_stock(p, agents, o), position = (double)(s->held[o] + on_way(s, o));
  level = level > least ? level : least;
  if (position >= level) return;
  const double batch = least_batch(p, agents, o, b);
  order(p, step, agents, o, b, level - position > batch ? level - position : batch, lead);
}

// The stock of the first day is bought on it.
static void lay_in(const fl_params *p, const fl_step *step, fl_agents *agents, uint32_t o, uint32_t b) {
  fl_supply *s = &agents->supply;
  if (s->presale[o] || s->value[o] != 0 || s->held[o] != 0) return;
  const double ends = s->styled[o] ? days_to(p, s, o, step->day, false) : 1e9;
  const double level = level_of(p, step, agents, o, s->forecast[o], lead_of(p, s, b) + (double)p->supply_review_days, ends);
  const double least = least_stock(p, agents, o);
  s->held[o] = whole(level > least ? level : least);
  s->value[o] = s->held[o] * s->buy_fen[o];
  pay(agents, b, s->value[o]);
}

// Of goods that were made to order there is what is coming and nobody waits for.
static int64_t at_hand(const fl_supply *s, uint32_t o) {
  const int64_t pieces = s->presale[o] ? s->held[o] + on_way(s, o) + s->early[o] : s->held[o];
  return s->started[o] && pieces > 0 ? pieces : 0;
}

static void put_on_sale(const fl_params *p, fl_agents *agents, uint32_t o, uint32_t b) {
  fl_supply *s = &agents->supply;
  fl_offers *offers = &agents->offers;
  const int64_t there = at_hand(s, o);
  s->wait[o] = 0;
  if (s->presale[o] && s->stage[o] != FL_STAGE_CLEARANCE && s->started[o] && !offers->flash[o]) {
    s->offered[o] = FL_TO_ORDER;
    offers->stock[o] = any_number;
    s->wait[o] = (float)(p->supply_wait_cost * fl_presale_days(p, s, b));
    return;
  }
  s->offered[o] = there > 0 ? FL_IN_STOCK : FL_NOTHING_TO_SELL;
  offers->stock[o] = offers->flash[o] && offers->stock[o] < there ? offers->stock[o] : there;
  if (there == 0) offers->open[o] = 0;
  if (there > 0 && !s->presale[o]) // the mean of what its pieces cost
    offers->cost_fen[o] = (uint32_t)fl_clip((double)fl_round((double)s->value[o] / (double)there), 1, 1e8);
}

void fl_supply_stock(const fl_params *p, const fl_step *step, fl_agents *agents) {
  fl_supply *s = &agents->supply;
  for (uint32_t o = 0; o < agents->offers.count; o++) {
    const uint32_t b = agents->rooms.brand[o / FL_OFFERS];
    s->buy_fen[o] = agents->offers.cost_fen[o];
    s->offered[o] = FL_IN_STOCK;
    s->wait[o] = 0;
    if (!fl_stocked(agents, o)) continue;
    if (s->started[o] == 1) lay_in(p, step, agents, o, b);
    if (s->started[o]) s->started[o] = 2;
    put_on_sale(p, agents, o, b);
  }
}

// Goods that come and go without rest: fen that rounding has left.
static void round_off(fl_agents *agents, uint32_t o, uint32_t b) {
  fl_supply *s = &agents->supply;
  if (s->held[o] != 0 || s->value[o] == 0) return;
  draw_down(agents, b, s->value[o]);
  s->day[b].stocking += s->value[o];
  s->value[o] = 0;
}

static void sell(const fl_params *p, const fl_counts *counts, fl_agents *agents, uint32_t o, uint32_t b) {
  fl_supply *s = &agents->supply;
  fl_supply_day *day = &s->day[b];
  const int64_t sold = counts->sold[o], back = counts->cancelled[o], real = agents->rooms.weight[o / FL_OFFERS];
  const int64_t cost = (sold - back) * agents->offers.cost_fen[o];
  s->held[o] -= sold - back;
  s->early[o] += counts->early[o];
  s->value[o] -= cost;
  draw_down(agents, b, cost);
  day->goods += cost;
  day->demand += counts->demand[o];
  day->sold += sold;
  day->turned_away += counts->demand[o] > sold ? counts->demand[o] - sold : 0;
  day->empty += s->offered[o] == FL_NOTHING_TO_SELL ? real : 0;
  day->stage[s->stage[o]] += real;
  if (s->stage[o] == FL_STAGE_CLEARANCE) {
    const double before = (double)agents->offers.price_fen[o] / p->supply_price_clearance;
    day->marked += sold;
    day->markdown += sold * fl_round(before - (double)agents->offers.price_fen[o]);
  }
  const double keep = p->supply_holding / 365 * (double)(s->value[o] > 0 ? s->value[o] : 0);
  day->stocking += fl_round(keep);
  round_off(agents, o, b);
}

// Forecasts learn from days on which there was something to sell: what was asked for then is known, stock-outs included.
static void foresee(const fl_params *p, const fl_counts *counts, fl_supply *s, uint32_t o) {
  if (s->offered[o] == FL_NOTHING_TO_SELL || s->stage[o] == FL_STAGE_CLEARANCE) return;
  const double asked = (double)counts->demand[o], memory = p->supply_forecast_memory;
  s->forecast[o] += (1 - fl_exp(-1 / memory)) * (asked - s->forecast[o]);
  s->usual[o] += (1 - fl_exp(-1 / (8 * memory))) * (asked - s->usual[o]);
}

// What a new style is worth more, a yuan of its price, when it is made to order.
double fl_presale_gains(const fl_params *p, const fl_agents *agents, uint32_t b) {
  const fl_supply *s = &agents->supply;
  const double cost = fl_clip(agents->brands.cost_share[b], 0, 1), under = 1 - cost, over = cost * (1 - p->supply_scrap);
  const double ratio = fl_clip(under / (under + over > 0 ? under + over : 1), 0.05, 0.95), z = fl_normal_quantile(ratio);
  const double days = lead_of(p, s, b) + (double)p->supply_review_days, sd = p->supply_forecast_error * fl_sqrt(days / 30);
  const double spared = (under + over) * sd * 0.3989422804014327 * fl_exp(-z * z / 2);
  const double wait = fl_presale_days(p, s, b), trust = agents->brands.trust[b];
  const double come = fl_exp(-p->supply_wait_cost * wait * (1 - p->supply_wait_trust * trust));
  const double stay = fl_pow(1 - fl_clip(fl_cancels(p, trust), 0, 0.999), wait);
  return spared - under * (1 - come * stay) - (1 - p->supply_presale_price) * come * stay;
}

static void review_presale(const fl_params *p, fl_agents *agents, uint32_t b) {
  fl_supply *s = &agents->supply;
  const double now = presale_share(p, s, b), best = fl_logistic(fl_presale_gains(p, agents, b) / p->seller_presale_spread);
  s->own_presale[b] = now + p->seller_presale_response * (best - now);
}

void fl_supply_night(const fl_params *p, const fl_step *step, const fl_counts *counts, fl_agents *agents) {
  fl_supply *s = &agents->supply;
  for (uint32_t o = 0; o < agents->offers.count; o++) {
    const uint32_t b = agents->rooms.brand[o / FL_OFFERS];
    if (!s->started[o]) continue;
    sell(p, counts, agents, o, b);
    if (agents->brands.state[b] != FL_IN_BUSINESS) continue;
    foresee(p, counts, s, o);
    restock(p, step, agents, o, b);
  }
  for (uint32_t b = 0; p->seller_presale_response > 0 && step->in_window && b < agents->brands.count; b++)
    if ((step->day + b) % (uint32_t)p->seller_review_days == 0 && agents->brands.state[b] == FL_IN_BUSINESS &&
        !agents->brands.scripted[b])
      review_presale(p, agents, b);
}

// Presale --------------------------------------------------------------------------------------------------------------------------

double fl_cancels(const fl_params *p, double trust) {
  const double hazard = p->supply_cancel_per_day * fl_exp(-p->supply_cancel_deposit * p->supply_deposit);
  return fl_clip(hazard * (1 - p->supply_cancel_trust * trust), 0, 1);
}

uint32_t fl_cancel_day(double hazard, double u) {
  if (!(hazard > 0)) return UINT32_MAX;
  if (hazard >= 1) return 1;
  const double days = fl_log(u) / fl_log(1 - hazard); // geometric
  return days < 1e6 ? 1 + (uint32_t)days : UINT32_MAX;
}
