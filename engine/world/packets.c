// Kinds of red packet and voucher: the byte of a fan's record names one of 255. One that was given out is given out anew only when it is good
// no more and in nobody's wallet.
#include "world/internal.h"

enum { KINDS = 255 };

// A kind is good for a day at least: one that has not been given out since it was last taken from all wallets ends on day 0.
static bool is_free(const fl_packet *p) {
  return p->last_day == 0;
}

static bool has_ended(const fl_world *w, const fl_packet *p) {
  return !is_free(p) && p->last_day < (int32_t)w->step.day;
}

static void sweep_block(void *arg, uint32_t block, uint32_t worker) {
  fl_world *w = arg;
  (void)worker;
  fl_fan *fans = &w->agents.fans[(size_t)block * FL_BLOCK_FANS];
  for (uint32_t i = 0; i < fl_block_size(&w->agents, block); i++)
    if (fans[i].voucher && has_ended(w, &w->packets[fans[i].voucher])) fans[i].voucher = 0;
}

// Takes all that has ended out of the wallets: what nobody can use any more. Rare: as often as the kinds run out, once a day at most.
static bool sweep(fl_world *w) {
  bool any = false;
  for (uint32_t kind = 1; kind <= KINDS; kind++) any |= has_ended(w, &w->packets[kind]);
  if (!any) return false;
  w->options.parallel.run(w->options.parallel.workers, w->agents.block_count, sweep_block, w);
  for (uint32_t kind = 1; kind <= KINDS; kind++) {
    if (!has_ended(w, &w->packets[kind])) continue;
    w->packets[kind] = (fl_packet){0};
    w->wallets[kind] = (fl_wallet_tally){0};
  }
  return true;
}

static uint32_t next_free(fl_world *w) {
  for (uint32_t i = 0; i < KINDS; i++) {
    const uint32_t kind = 1 + (w->packet_kinds + i) % KINDS;
    if (!is_free(&w->packets[kind])) continue;
    w->packet_kinds += i + 1;
    return kind;
  }
  return 0;
}

uint32_t fl_give_out(fl_world *w, fl_packet packet) {
  uint32_t kind = next_free(w);
  if (kind == 0 && sweep(w)) kind = next_free(w);
  if (kind == 0)
    w->kinds_refused++;
  else
    w->packets[kind] = packet;
  return kind;
}

int64_t fl_world_kinds_refused(const fl_world *w) {
  return w->kinds_refused;
}

// An evening: who got something into the wallet today, and who used it.
void fl_count_wallets(fl_world *w) {
  for (uint32_t kind = 1; w->counts.wallets && kind <= KINDS; kind++) {
    w->wallets[kind].granted += w->counts.wallets[kind].granted;
    w->wallets[kind].used += w->counts.wallets[kind].used;
  }
}

// What is in wallets or was taken out of them for an order came into them since the kind was given out. Who leaves the platform takes it along.
bool fl_wallets_balance(const fl_world *w, uint32_t *kind, int64_t *gone, int64_t *granted) {
  int64_t held[KINDS + 1] = {0};
  if (!w->counts.wallets) return true;
  for (uint32_t i = 0; i < w->agents.fan_count; i++) held[w->agents.fans[i].voucher] += fl_weight_of(&w->agents, i / FL_BLOCK_FANS);
  for (*kind = 1; *kind <= KINDS; ++*kind) {
    *gone = w->wallets[*kind].used + held[*kind];
    *granted = w->wallets[*kind].granted;
    if (*gone > *granted) return false;
  }
  return true;
}
