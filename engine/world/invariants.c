// The invariant walk of `--check`: what must hold after every stage, or the run stops with day, stage and agent.
#include "agents/books.h"
#include "world/internal.h"

static bool broken(fl_world *w, const char *stage, const char *what, int64_t agent, int64_t left, int64_t right) {
  fl_world_fail(w, "broken invariant on day %u after stage '%s': %s (agent %lld: %lld against %lld)", w->step.day, stage, what,
                (long long)agent, (long long)left, (long long)right);
  return false;
}

static void add_cell(fl_cell *sum, const fl_cell *c) {
  sum->uv += c->uv;
  sum->seconds += c->seconds;
  sum->buyers += c->buyers;
  sum->orders += c->orders;
  sum->gmv += c->gmv;
  sum->paid += c->paid;
  sum->platform += c->platform;
  sum->seller += c->seller;
}

// The cells of the fan tiers against the sums of the sources: a fan counts once in each tier of relation by which it came or bought.
static bool check_fan_tiers(fl_world *w, const char *stage) {
  const fl_tally *t = w->counts.fixed;
  fl_cell tiers = {0}, sources = {0};
  int64_t visits = 0;
  for (int k = 0; k < FL_FAN_TIERS; k++) {
    visits += t->fan_tier_visits[k];
    add_cell(&tiers, &t->fan_tier[k]);
  }
  for (int s = 0; s < FL_SOURCES; s++) add_cell(&sources, &t->source[s]);
  if (visits != t->visits) return broken(w, stage, "visits of the fan tiers do not add up", -1, visits, t->visits);
  if (tiers.uv < t->uv) return broken(w, stage, "a visitor is in no fan tier", -1, tiers.uv, t->uv);
  if (tiers.buyers < t->buyers) return broken(w, stage, "a buyer is in no fan tier", -1, tiers.buyers, t->buyers);
  const int64_t pairs[][2] = {{tiers.seconds, sources.seconds},
                              {tiers.orders, sources.orders},
                              {tiers.gmv, sources.gmv},
                              {tiers.platform, sources.platform},
                              {tiers.seller, sources.seller}};
  for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
    if (pairs[i][0] != pairs[i][1])
      return broken(w, stage, "fan tiers do not add up to the sources", (int64_t)i, pairs[i][0], pairs[i][1]);
  for (int k = 0; k < FL_FAN_TIERS; k++) {
    const fl_cell *c = &t->fan_tier[k];
    if (c->uv > t->fan_tier_visits[k] || c->uv > t->uv)
      return broken(w, stage, "a fan tier has more fans than visited", k, c->uv, t->fan_tier_visits[k]);
    if (c->buyers > c->orders || c->buyers > t->buyers || c->buyers > c->uv)
      return broken(w, stage, "a fan tier has more buyers than bought", k, c->buyers, c->orders);
    if (c->gmv != c->paid + c->platform + c->seller)
      return broken(w, stage, "a fan tier's money does not balance", k, c->gmv, c->paid + c->platform + c->seller);
  }
  return true;
}

static bool check_money(fl_world *w, const char *stage) {
  const fl_tally *t = w->counts.fixed;
  fl_cell rooms = {0}, sources = {0};
  for (int s = 0; s < FL_SOURCES; s++) {
    const fl_cell *c = &t->source[s];
    int64_t tiers = 0;
    for (int k = 0; k < FL_ROOM_TIERS; k++) tiers += t->tier[k][s].gmv;
    if (c->gmv != c->paid + c->platform + c->seller)
      return broken(w, stage, "GMV is not what fans, platform and sellers paid", s, c->gmv, c->paid + c->platform + c->seller);
    if (tiers != c->gmv) return broken(w, stage, "tiers do not add up to the source", s, tiers, c->gmv);
    add_cell(&sources, c);
  }
  for (uint32_t r = 0; r < w->agents.rooms.count; r++) {
    const fl_room_tally *x = &w->counts.rooms[r];
    const int64_t gmv = fl_room_sum(x->gmv);
    if (gmv != x->paid + x->platform + x->seller)
      return broken(w, stage, "a room's money does not balance", r, gmv, x->paid + x->platform + x->seller);
    rooms.gmv += gmv;
  }
  if (rooms.gmv != sources.gmv) return broken(w, stage, "rooms do not add up to the platform", -1, rooms.gmv, sources.gmv);
  int64_t spent = 0;
  for (size_t p = 0; p < w->policy_count; p++) {
    spent += w->counts.policies[p].platform_fen;
    if (fl_policy_budget(&w->policies[p]) && w->accounts[p].left_fen < 0)
      return broken(w, stage, "a budget is overspent", (int64_t)p, w->accounts[p].left_fen, 0);
  }
  return spent == sources.platform ||
         broken(w, stage, "policies do not add up to the platform's money", -1, spent, sources.platform);
}

// Traffic is paid for when it came, out of what the room was ready to spend.
static bool check_ads(fl_world *w, const char *stage) {
  const fl_rooms *rooms = &w->agents.rooms;
  for (uint32_t r = 0; w->step.flows > 1 && r < rooms->count; r++) {
    const int64_t most = w->counts.rooms[r].uv[FL_PAID] * rooms->ad_price[r];
    if (rooms->ad_saved[r] < 0 || rooms->ad_money[r] < 0)
      return broken(w, stage, "an advertiser spends more than the budget", r, rooms->ad_saved[r], rooms->ad_money[r]);
    if (rooms->ad_spend[r] < 0 || rooms->ad_spend[r] > most)
      return broken(w, stage, "an advertiser pays for visits that did not come", r, rooms->ad_spend[r], most);
  }
  return true;
}

// Every fen of the day is in one seller's books, and nothing but postings moves cash. Each account is in range (fl_add_fen); sums of all
// sellers need not be, and are compared modulo 2^64.
static void add_account(int64_t *sum, int64_t fen) {
  (void)__builtin_add_overflow(*sum, fen, sum);
}

static bool check_books(fl_world *w, const char *stage) {
  const fl_brands *brands = &w->agents.brands;
  const fl_rooms *rooms = &w->agents.rooms;
  const fl_tally *t = w->counts.fixed;
  int64_t gmv = 0, of_rooms = 0, of_brands = 0, earned = 0, talents = 0, forfeited = 0;
  for (int s = 0; s < FL_SOURCES; s++) gmv += t->source[s].gmv;
  for (uint32_t r = 0; r < rooms->count; r++) {
    add_account(&of_rooms, rooms->book_sales[r]);
    add_account(&earned, rooms->book_earned[r]);
  }
  for (uint32_t b = 0; b < brands->count; b++) {
    add_account(&of_brands, brands->book_sales[b]);
    add_account(&of_brands, -brands->book_distributed[b]);
    add_account(&talents, brands->book_talents[b]);
    add_account(&forfeited, brands->penalties_fen[b]);
    int64_t posted = brands->opened[b] ? brands->opening_cash[b] : 0;
    add_account(&posted, fl_balance(brands, b));
    if (brands->cash[b] != posted) return broken(w, stage, "cash is not what was posted", b, brands->cash[b], posted);
  }
  if (of_rooms != of_brands) return broken(w, stage, "books of rooms and brands differ", -1, of_rooms, of_brands);
  if (earned != talents) return broken(w, stage, "commission earned is not commission paid", -1, earned, talents);
  if (forfeited != w->governed.penalties_fen)
    return broken(w, stage, "what sellers forfeit is not what the platform receives", -1, forfeited, w->governed.penalties_fen);
  return w->books.sales_fen == gmv || broken(w, stage, "sales in the books are not the day's GMV", -1, w->books.sales_fen, gmv);
}

// Rights: every fen stands once by right and once by brand; nobody claims more than was covered by what an insurer takes premiums for.
static bool check_rights(fl_world *w, const char *stage) {
  const fl_right_tally *t = w->counts.rights;
  int64_t right[2] = {0}, brand[2] = {0}, orders = 0;
  if (!t || !w->rights_open) return true;
  for (int r = 0; r < FL_RIGHTS; r++) {
    const fl_right_count *c = &t->right[r];
    right[0] += c->seller;
    right[1] += c->platform;
    if (c->found > c->abuses || c->premium > c->seller || c->insured > c->covered)
      return broken(w, stage, "a right has more of a part than of the whole", r, c->covered, c->insured);
  }
  for (uint32_t b = 0; b < w->agents.brands.count; b++)
    for (int k = 0; k < 2; k++) brand[k] += w->counts.right_payers[b][k];
  for (int k = 0; k < 2; k++)
    if (right[k] != brand[k]) return broken(w, stage, "what rights cost does not add up by brand", k, right[k], brand[k]);
  for (int i = 0; i < 4; i++) orders += t->choice[i >> 1][i & 1][1];
  const int64_t sold = w->counts.fixed->source[0].orders + w->counts.fixed->source[1].orders + w->counts.fixed->source[2].orders +
                       w->counts.fixed->source[3].orders;
  return orders == sold || broken(w, stage, "orders with and without cover are not all orders", -1, orders, sold);
}

static bool check_stock(fl_world *w, const char *stage) {
  for (uint32_t o = 0; o < w->agents.offers.count; o++)
    if (w->counts.sold[o] > w->agents.offers.stock[o])
      return broken(w, stage, "more sold than in stock", o, w->counts.sold[o], w->agents.offers.stock[o]);
  return true;
}

// What is on offer: no negative stock, no price below a fen or beyond the bound, no more subsidy than leaves a fen to pay.
static bool check_offers(fl_world *w, const char *stage) {
  const fl_offers *offers = &w->agents.offers;
  for (uint32_t o = 0; o < offers->count; o++) {
    if (offers->stock[o] < 0) return broken(w, stage, "negative stock", o, offers->stock[o], 0);
    if (offers->price_fen[o] < 1 || offers->price_fen[o] > FL_PRICE_MOST)
      return broken(w, stage, "a price out of bounds", o, offers->price_fen[o], FL_PRICE_MOST);
    if (offers->platform_fen[o] + offers->seller_fen[o] >= offers->price_fen[o] && offers->subsidy[o] != FL_NO_POLICY)
      return broken(w, stage, "a subsidy that leaves nothing to pay", o, offers->platform_fen[o] + offers->seller_fen[o],
                    offers->price_fen[o]);
  }
  return true;
}

// Claims are counted where they are made, by offer, and as a whole.
static bool check_claims(fl_world *w, const char *stage) {
  int64_t claims = 0;
  for (uint32_t o = 0; o < w->agents.offers.count; o++) {
    if (w->counts.demand[o] < 0) return broken(w, stage, "negative demand", o, w->counts.demand[o], 0);
    claims += w->counts.demand[o];
  }
  return claims == w->counts.fixed->claims ||
         broken(w, stage, "demand is not what was claimed", -1, claims, w->counts.fixed->claims);
}

static bool check_cuts(fl_world *w, const char *stage) {
  for (uint32_t c = 0; c < w->cuts.count; c++)
    if (w->cuts.items[c].partial < 0)
      return broken(w, stage, "a cut that serves less than nothing", c, w->cuts.items[c].partial, 0);
  return true;
}

static bool is_number(double x) {
  return x - x == 0;
}

// Sellers' slow stocks and what fans are shown of them: numbers, all of them.
static bool check_numbers(fl_world *w, const char *stage) {
  const fl_agents *a = &w->agents;
#define IS_REAL(type) _Generic((type)0, double : true, float : true, default : false)
#define CHECK_COLUMN(column, type, name, items)                                                                                    \
  for (uint32_t i = 0; IS_REAL(type) && i < (items).count; i++)                                                                    \
    if (!is_number((double)(items).name[i])) return broken(w, stage, "no number in " column, i, 0, 0);
#define FL_ROOM(type, name, doc) CHECK_COLUMN("rooms." #name, type, name, a->rooms)
#include "agents/rooms.def"
#undef FL_ROOM
#define FL_OFFER(type, name, doc) CHECK_COLUMN("offers." #name, type, name, a->offers)
#include "agents/offers.def"
#undef FL_OFFER
#define FL_BRAND(type, name, doc) CHECK_COLUMN("brands." #name, type, name, a->brands)
#include "agents/brands.def"
#undef FL_BRAND
  for (int c = 0; c < FL_CATEGORIES; c++)
    if (!is_number(w->category_reference[c])) return broken(w, stage, "no number in the reference price of a category", c, 0, 0);
  if (!(w->price_image >= 0 && w->price_image <= 1)) return broken(w, stage, "price image outside 0..1", -1, 0, 1);
  for (uint32_t r = 0; r < a->rooms.count; r++)
    if (!(a->rooms.reputation[r] >= 0 && a->rooms.reputation[r] <= 1)) return broken(w, stage, "reputation outside 0..1", r, 0, 1);
  return true;
}

// A pool gives out no more than it holds.
static bool check_pools(fl_world *w, const char *stage) {
  for (size_t p = 0; w->pool_count > 0 && p < w->policy_count; p++)
    if (fl_policy_exposures(&w->policies[p]) &&
        (w->pools[p].left < 0 || w->pools[p].granted < 0 || w->pools[p].left > *fl_policy_exposures(&w->policies[p])))
      return broken(w, stage, "a pool gives out more than it holds", (int64_t)p, w->pools[p].left, w->pools[p].granted);
  return true;
}

// What was paid for goods less the cost of those that are gone is in stock or on its way; only what is made to order is sold before.
static bool check_supply(fl_world *w, const char *stage) {
  const fl_supply *s = &w->agents.supply;
  int64_t posted = 0, there = 0;
  if (!fl_supply_kept(s)) return true;
  for (uint32_t b = 0; b < w->agents.brands.count; b++) posted += w->agents.brands.book_batches[b] - w->agents.brands.book_drawn[b];
  for (uint32_t o = 0; o < w->agents.offers.count; o++) {
    if (s->held[o] < 0 && !s->presale[o]) return broken(w, stage, "more sold than was held", o, s->held[o], 0);
    there += s->value[o] + s->next_paid[o];
    for (int k = 0; k < FL_BATCHES; k++) there += s->due[o][k] > 0 ? s->paid[o][k] : 0;
  }
  return posted == there || broken(w, stage, "stock is not what was paid for goods and not sold", -1, posted, there);
}

static bool check_scores(fl_world *w, const char *stage) {
  const fl_scores *s = &w->agents.scores;
  for (uint32_t r = 0; fl_scores_kept(s) && r < w->agents.rooms.count; r++) {
    for (int k = 0; k < FL_SCORES; k++)
      if (!(s->score[r][k] >= 0 && s->score[r][k] <= 1)) return broken(w, stage, "a score outside 0..1", r, k, 1);
    for (int k = 0; k < FL_SCORE_PARTS; k++)
      if (!is_number(s->sum[r][k][0]) || !(s->sum[r][k][1] >= 0))
        return broken(w, stage, "no number in what a score is made of", r, k, 0);
  }
  return true;
}

// Followers counted equal followers held; no fan holds a room twice or a room that does not exist.
static bool check_fans(fl_world *w, const char *stage) {
  const fl_agents *a = &w->agents;
  int64_t *held = w->counts.aided; // free after the night; rooms.count <= offers.count
  memset(held, 0, a->offers.count * sizeof *held);
  for (uint32_t i = 0; i < a->fan_count; i++) {
    const fl_fan *fan = &a->fans[i];
    for (int s = 0; s < FL_SLOTS; s++) {
      const uint32_t room = fl_slot_room(fan, s);
      if (room == FL_ROOM_NONE) continue;
      if (room >= a->rooms.count) return broken(w, stage, "a fan knows a room that does not exist", i, room, a->rooms.count);
      if (fl_slot_find(fan, room) != s) return broken(w, stage, "a fan holds a room twice", i, room, s);
      held[room] += fan->room_high[s] & FL_FOLLOWED ? fl_weight_of(a, i / FL_BLOCK_FANS) : 0;
    }
  }
  for (uint32_t r = 0; r < a->rooms.count; r++) {
    if (held[r] != a->rooms.active[r])
      return broken(w, stage, "followers counted are not followers held", r, a->rooms.active[r], held[r]);
    if (a->rooms.dormant[r] < 0) return broken(w, stage, "negative dormant followers", r, a->rooms.dormant[r], 0);
  }
  return true;
}

static bool check_wallets(fl_world *w, const char *stage) {
  uint32_t kind;
  int64_t gone, granted;
  return fl_wallets_balance(w, &kind, &gone, &granted) ||
         broken(w, stage, "more vouchers of a kind used or in wallets than came into them", kind, gone, granted);
}

// What can be wrong after a stage is what it wrote.
bool fl_check_invariants(fl_world *w, const char *stage) {
  typedef bool check(fl_world *, const char *);
  static const struct {
    const char *stage;
    check *checks[8];
  } walks[] = {
      {"supply", {check_offers}},
      {"exposure", {check_numbers}},
      {"fans", {check_claims, check_fan_tiers}},
      {"clearing", {check_cuts, check_offers}},
      {"settle", {check_stock, check_money, check_fan_tiers, check_rights}},
      {"night", {check_money, check_ads, check_numbers, check_books, check_scores, check_pools, check_supply}},
      {"record", {check_fans, check_wallets}},
  };
  for (size_t i = 0; i < sizeof walks / sizeof *walks; i++)
    for (size_t k = 0;
         strcmp(walks[i].stage, stage) == 0 && k < sizeof walks[i].checks / sizeof *walks[i].checks && walks[i].checks[k]; k++)
      if (!walks[i].checks[k](w, stage)) return false;
  return true;
}
