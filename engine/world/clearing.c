// Clearing of scarce stock, capped money and red packets, first come, first served.
//
// Pass 1 counted what is claimed. Where that exceeds what there is, the claims are gathered and sorted by (minute, keyed hash) and
// a cut is found; pass 2 (settle.c) compares each claim with the cut. Order on one claim: stock, then the platform's money, then the
// next best offer.
// Reads claims, stock, accounts; writes cuts. Nothing here depends on the order of fans in memory.
#include "world/internal.h"

#include <stdlib.h>

static bool push(fl_gather *g, fl_gathered item) {
  if (g->count == g->capacity) {
    const size_t capacity = g->capacity ? g->capacity * 2 : 4096;
    fl_gathered *items = realloc(g->items, capacity * sizeof *items);
    if (!items) return false;
    g->items = items;
    g->capacity = capacity;
  }
  g->items[g->count++] = item;
  return true;
}

static bool add_cut(fl_cuts *cuts, fl_cut cut) {
  if (cuts->count == cuts->capacity) {
    const uint32_t capacity = cuts->capacity ? cuts->capacity * 2 : 256;
    fl_cut *items = realloc(cuts->items, capacity * sizeof *items);
    if (!items) return false;
    cuts->items = items;
    cuts->capacity = capacity;
  }
  cuts->items[cuts->count++] = cut;
  return true;
}

static int by_thing_and_key(const void *a, const void *b) {
  const fl_gathered *x = a, *y = b;
  if (x->thing != y->thing) return x->thing < y->thing ? -1 : 1;
  return (x->key > y->key) - (x->key < y->key);
}

// Walks the sorted claims on each thing and cuts where `available[thing]` units are used up; `unit` says how many units one real
// order takes (NULL: one). cut_of[thing] receives the index.
typedef int64_t unit_of(const fl_world *world, const fl_gathered *claim);
static bool cut_all(fl_world *w, const int64_t *available, unit_of *unit, int32_t *cut_of) {
  fl_gather *g = &w->gather;
  if (g->count) qsort(g->items, g->count, sizeof *g->items, by_thing_and_key);
  for (size_t i = 0; i < g->count;) {
    const uint32_t thing = g->items[i].thing;
    int64_t left = available[thing];
    bool cut = false;
    for (; i < g->count && g->items[i].thing == thing; i++) {
      if (cut) continue;
      const int64_t each = unit ? unit(w, &g->items[i]) : 1;
      if (each == 0 || g->items[i].orders <= left / each) {
        left -= each * g->items[i].orders;
        continue;
      }
      cut = true;
      cut_of[thing] = (int32_t)w->cuts.count;
      if (!add_cut(&w->cuts, (fl_cut){g->items[i].key, left / each})) return false;
    }
  }
  return true;
}

// Calls visit(claim, block, number) for every claim of the day.
typedef bool each_claim(fl_world *w, const fl_post *post, uint32_t block, uint32_t number);
static bool for_claims(fl_world *w, each_claim *visit) {
  w->gather.count = 0;
  for (uint32_t b = 0; b < w->agents.block_count; b++) {
    const fl_queue *q = &w->agents.queues[b];
    for (uint32_t i = q->parcels; i < q->count; i++)
      if (!visit(w, &q->posts[i], b, i)) return false;
  }
  return true;
}

static uint32_t offer_of(const fl_post *post) {
  return (post->what & FL_POST_ROOM) * FL_OFFERS + (post->what >> FL_POST_OFFER & 3u);
}
static uint32_t next_of(const fl_post *post) {
  return (post->what & FL_POST_ROOM) * FL_OFFERS + (post->what >> FL_POST_NEXT & 3u);
}
static uint64_t key_of(const fl_world *w, const fl_post *post, uint32_t block, uint32_t thing) {
  return fl_claim_key(&w->step, fl_fan_id(&w->agents, block, post->fan), thing, post);
}

// Real orders of a claim that its own offer's stock serves.
static int64_t stock_served(const fl_world *w, const fl_post *post, uint32_t block) {
  const uint32_t o = offer_of(post);
  const int64_t weight = fl_weight_of(&w->agents, block);
  return w->offer_cut[o] < 0 ? weight : fl_served(&w->cuts, w->offer_cut[o], key_of(w, post, block, o), weight);
}

static bool gather_stock(fl_world *w, const fl_post *post, uint32_t block, uint32_t number) {
  if (post->what & FL_POST_PACKET) return true;
  const uint32_t o = offer_of(post);
  if (w->counts.demand[o] <= w->agents.offers.stock[o]) return true;
  return push(&w->gather, (fl_gathered){key_of(w, post, block, o), o, block, number, fl_weight_of(&w->agents, block)});
}

// Real orders of a claim that get what they asked for, or at the full price what they would keep.
static int64_t first_choice(const fl_world *w, const fl_post *post, uint32_t block) {
  const int64_t served = stock_served(w, post, block);
  if (!(post->what & FL_POST_SUBSIDISED) || post->what & FL_POST_KEEP) return served;
  const uint32_t policy = w->agents.offers.subsidy[offer_of(post)];
  return fl_served(&w->cuts, w->money_cut[policy], key_of(w, post, block, fl_money_thing(w, policy)), served);
}

// Claims that stock or money turned away and that have a next best offer.
static bool gather_next(fl_world *w, const fl_post *post, uint32_t block, uint32_t number) {
  if (post->what & FL_POST_PACKET || !(post->what & FL_POST_HAS_NEXT)) return true;
  const int64_t turned_away = fl_weight_of(&w->agents, block) - first_choice(w, post, block);
  if (turned_away <= 0) return true;
  const uint32_t next = next_of(post);
  return push(&w->gather, (fl_gathered){key_of(w, post, block, next), next, block, number, turned_away});
}

static bool money_short(const fl_world *w, uint32_t policy) {
  return w->counts.policies[policy].demand_fen > w->accounts[policy].today_fen;
}

static bool gather_money(fl_world *w, const fl_post *post, uint32_t block, uint32_t number) {
  if (post->what & FL_POST_PACKET || !(post->what & FL_POST_SUBSIDISED)) return true;
  const uint32_t policy = w->agents.offers.subsidy[offer_of(post)];
  if (!money_short(w, policy)) return true;
  const int64_t served = stock_served(w, post, block);
  if (served <= 0) return true;
  return push(&w->gather, (fl_gathered){key_of(w, post, block, fl_money_thing(w, policy)), policy, block, number, served});
}

static int64_t money_unit(const fl_world *w, const fl_gathered *claim) {
  return w->agents.offers.platform_fen[offer_of(&w->agents.queues[claim->block].posts[claim->post])];
}

static bool packets_short(const fl_world *w, uint32_t policy) {
  return w->counts.policies[policy].packet_claims > w->policies[policy].of.festival.packets_per_day;
}

static bool gather_packets(fl_world *w, const fl_post *post, uint32_t block, uint32_t number) {
  const uint32_t policy = post->what & FL_POST_ROOM;
  if (!(post->what & FL_POST_PACKET) || !packets_short(w, policy)) return true;
  const uint64_t key = key_of(w, post, block, fl_packet_thing(w, policy));
  return push(&w->gather, (fl_gathered){key, policy, block, number, fl_weight_of(&w->agents, block)});
}

static bool clear_stock(fl_world *w) {
  const fl_offers *offers = &w->agents.offers;
  bool scarce = false;
  for (uint32_t o = 0; o < offers->count; o++) scarce |= w->counts.demand[o] > offers->stock[o];
  if (!scarce) return true;
  return for_claims(w, gather_stock) && cut_all(w, offers->stock, NULL, w->offer_cut);
}

// What is left for those who take the next best: nothing where the offer itself was cut. Whoever was turned away for want of money
// leaves the piece lying.
static bool clear_next(fl_world *w) {
  const fl_offers *offers = &w->agents.offers;
  if (w->cuts.count == 0) return true;
  if (!for_claims(w, gather_next)) return false;
  int64_t *left = w->counts.sold; // free until pass 2
  for (uint32_t o = 0; o < offers->count; o++) left[o] = w->offer_cut[o] < 0 ? offers->stock[o] - w->counts.demand[o] : 0;
  const bool ok = cut_all(w, left, NULL, w->next_cut);
  memset(left, 0, offers->count * sizeof *left);
  return ok;
}

static bool clear_money(fl_world *w) {
  const fl_offers *offers = &w->agents.offers;
  bool scarce = false;
  // An upper bound: as if every claim on a subsidised offer were entitled.
  for (uint32_t o = 0; o < offers->count; o++)
    if (offers->subsidy[o] != FL_NO_POLICY)
      w->counts.policies[offers->subsidy[o]].demand_fen += w->counts.demand[o] * offers->platform_fen[o];
  for (uint32_t p = 0; p < w->policy_count; p++) scarce |= money_short(w, p) && w->policies[p].kind == FL_SUBSIDY;
  if (!scarce) return true;
  if (!for_claims(w, gather_money)) return false;
  int64_t *money = (int64_t *)w->allocation.scaled; // scratch of at least one word a policy, see world.c
  for (uint32_t p = 0; p < w->policy_count; p++) money[p] = w->accounts[p].today_fen;
  if (!cut_all(w, money, money_unit, w->money_cut)) return false;
  for (uint32_t p = 0; p < w->policy_count; p++)
    w->exhausted_minute[p] = w->money_cut[p] < 0 ? -1 : (int64_t)fl_key_minute(w->cuts.items[w->money_cut[p]].key);
  return true;
}

static bool clear_packets(fl_world *w) {
  bool scarce = false;
  for (uint32_t p = 0; p < w->policy_count; p++) scarce |= w->policies[p].kind == FL_FESTIVAL && packets_short(w, p);
  if (!scarce) return true;
  if (!for_claims(w, gather_packets)) return false;
  int64_t *packets = (int64_t *)w->allocation.scaled;
  for (uint32_t p = 0; p < w->policy_count; p++)
    packets[p] = w->policies[p].kind == FL_FESTIVAL ? w->policies[p].of.festival.packets_per_day : 0;
  return cut_all(w, packets, NULL, w->packet_cut);
}

bool fl_stage_clearing(fl_world *w) {
  w->cuts.count = 0;
  for (uint32_t o = 0; o < w->agents.offers.count; o++) w->offer_cut[o] = w->next_cut[o] = -1;
  for (uint32_t p = 0; p < w->policy_count; p++) {
    w->money_cut[p] = w->packet_cut[p] = -1;
    w->exhausted_minute[p] = -1;
  }
  return clear_stock(w) && clear_money(w) && clear_next(w) && clear_packets(w);
}
