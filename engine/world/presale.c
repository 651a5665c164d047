// Semi-presale (M13): an order of goods that are made when they have been ordered waits, apart from what is in the post, until it is shipped or
// its buyer cancels. A part of pass 2 (settle.c). When it is cancelled is drawn on the day of the order: a hazard of every day, by the trust
// of that day.
#include "base/mathx.h"
#include "mechanisms/private_domain.h"
#include "mechanisms/trust.h"
#include "world/settling.h"

enum { CANCELS = 7 << 20, BACK = 8 << 20 };     // bits of k beside the room, in the stream of supply
enum { EARLY = FL_PARCEL_LATE };                // of a cancelled order: its goods have not been begun
static const uint32_t cancelled_bit = 1u << 31; // of fl_post.count

// Of a waiting order: `when` is the day of shipping or cancelling; the lag is that of the parcel, or of a cancelled one the days that it has
// waited, as many as are counted.
bool fl_presale_order(fl_settling *x, const fl_post *claim, uint32_t offer, int64_t price, const fl_post *parcel) {
  fl_world *w = x->world;
  const fl_supply *s = &w->agents.supply;
  const uint32_t room = offer / FL_OFFERS, brand = w->agents.rooms.brand[room], id = fl_fan_id(&w->agents, x->block, parcel->fan);
  const uint32_t trust = claim->note & FL_NOTE_TRUST, tier = claim->note >> FL_NOTE_TIER & 3u;
  const bool known = claim->note >> FL_NOTE_KNOWN & 1u;
  fl_presale_band *band = &x->counts->presale_bands[known ? 1 + trust * 4 / (FL_TRUST_ONE + 1) : 0][tier];
  const int64_t n = parcel->count;
  if (!fl_made_to_order(s, offer)) {
    band->ready += n;
    return false;
  }
  const int64_t paid = parcel->note & FL_PARCEL_PAID, deposit = fl_round(w->params.supply_deposit * (double)paid);
  const uint32_t days = (uint32_t)fl_round(fl_presale_days(&w->params, s, brand));
  const fl_block b = fl_draw(&w->step.key, FL_STREAM_SUPPLY, w->step.day, id, CANCELS | room);
  const uint32_t out = fl_cancel_day(fl_cancels(&w->params, (double)trust / FL_TRUST_ONE), fl_unit(b.u[offer % FL_OFFERS]));
  fl_post post = *parcel;
  post.when = (uint16_t)(w->step.day + (out < days ? out : days));
  if (out < days) {
    const uint32_t waited = out < FL_MAX_LAG ? out : FL_MAX_LAG;
    post.what = (post.what & ~((uint32_t)FL_MAX_LAG << FL_PARCEL_LAG)) | waited << FL_PARCEL_LAG;
    post.count |= cancelled_bit;
    // Goods are begun as late as they can be.
    const bool early = (double)out < (double)days - w->params.supply_direct_lead;
    post.what = early ? post.what | EARLY : post.what & ~(uint32_t)EARLY;
    if (early) x->counts->early[offer] += n;
  }
  band->orders += n;
  band->gmv += n * price;
  band->waited += n * days;
  fl_presale_brand *t = &x->counts->presale[brand];
  t->orders += n;
  t->gmv += n * price;
  t->owed += n * (paid - deposit);
  fl_queue *queue = &w->agents.supply.waits[x->block];
  if (!fl_queue_reserve(queue, 1)) {
    x->worker->out_of_memory = true;
    return true;
  }
  queue->posts[queue->count++] = post;
  return true;
}

static fl_presale_band *band_of(const fl_settling *x, const fl_post *post) {
  const fl_world *w = x->world;
  const fl_fan *fan = &w->agents.fans[(size_t)x->block * FL_BLOCK_FANS + post->fan];
  const int slot = fl_slot_find(fan, post->what & FL_POST_ROOM);
  if (slot < 0) return &x->counts->presale_bands[0][0];
  const uint32_t trust = fl_trust_now(&w->levers, fan, slot);
  const uint32_t tier = fl_tier_of(fl_slot_orders(fan, slot), w->levers.heavy_orders);
  return &x->counts->presale_bands[1 + trust * 4 / (FL_TRUST_ONE + 1)][tier];
}

// The money is back but for the deposit, and the need stands again.
static void cancel(fl_settling *x, fl_post post) {
  fl_world *w = x->world;
  post.count &= ~cancelled_bit;
  const uint32_t room = post.what & FL_POST_ROOM, offer = room * FL_OFFERS + (post.what >> FL_POST_OFFER & 3u);
  const uint32_t id = fl_fan_id(&w->agents, x->block, post.fan), brand = w->agents.rooms.brand[room];
  fl_fan *fan = &w->agents.fans[(size_t)x->block * FL_BLOCK_FANS + post.fan];
  const int64_t n = post.count, paid = post.note & FL_PARCEL_PAID, deposit = fl_round(w->params.supply_deposit * (double)paid);
  fl_presale_band *band = band_of(x, &post);
  fl_presale_brand *t = &x->counts->presale[brand];
  band->cancelled += n;
  band->refund += n * (paid - deposit);
  t->cancelled += n;
  t->forfeited += n * deposit;
  t->owed -= n * (paid - deposit);
  x->counts->cancelled[offer] += n;
  if (post.what & EARLY) x->counts->early[offer] -= n;
  x->counts->fixed->refund += n * (paid - deposit);
  x->counts->rooms[room].refund += n * (paid - deposit);
  if (!(post.what & FL_PARCEL_OWN) || !(fan->repeat & FL_HAS_BOUGHT)) return;
  const fl_block b = fl_draw(&w->step.key, FL_STREAM_SUPPLY, w->step.day, id, BACK | room);
  const uint32_t ordered = w->step.day - (post.what >> FL_PARCEL_LAG);
  fl_take_back(x, fan, &post, w->agents.offers.category[offer], ordered, true, &b);
}

// What is shipped is a parcel like any other, as if it had been ordered today: rights cover it by the terms of today.
static void ship(fl_settling *x, fl_post post) {
  fl_world *w = x->world;
  const uint32_t room = post.what & FL_POST_ROOM, brand = w->agents.rooms.brand[room];
  const uint32_t offer = room * FL_OFFERS + (post.what >> FL_POST_OFFER & 3u);
  const int64_t n = post.count, paid = post.note & FL_PARCEL_PAID, deposit = fl_round(w->params.supply_deposit * (double)paid);
  const bool holder = post.note >> FL_PARCEL_CARD & 1u, first = post.note >> FL_PARCEL_FIRST & 1u;
  fl_presale_band *band = band_of(x, &post);
  fl_presale_brand *t = &x->counts->presale[brand];
  if (w->rights_open) fl_post_cover(w, x->counts, offer, holder, first, n, paid, paid);
  band->shipped += n;
  t->shipped += n;
  t->owed -= n * (paid - deposit);
  post.when = (uint16_t)(w->step.day + (post.what >> FL_PARCEL_LAG));
  if (!fl_queue_reserve(x->queue, 1)) {
    x->worker->out_of_memory = true;
    return;
  }
  x->queue->posts[x->queue->count++] = post;
}

void fl_presale_due(fl_settling *x) {
  fl_queue *waits = &x->world->agents.supply.waits[x->block];
  const uint16_t today = (uint16_t)x->world->step.day;
  uint32_t kept = 0;
  for (uint32_t i = 0; i < waits->count; i++) {
    const fl_post post = waits->posts[i];
    if (post.when != today)
      waits->posts[kept++] = post;
    else if (post.count & cancelled_bit)
      cancel(x, post);
    else
      ship(x, post);
  }
  waits->count = kept;
}
