// Star sessions in the world (M20): the morning's visits, by way of the reserve of public allocation; the day after; the evening's ledger
// and its rows.
#include "mechanisms/star.h"

#include "base/mathx.h"
#include "mechanisms/pool.h"
#include "mechanisms/private_domain.h"
#include "world/internal.h"

#include <stdlib.h>

enum { LET_DOWN = 1 << 21 }; // k of a fan's draw of the day and slot

static bool is_star(const fl_policy *policy) {
  return policy->kind == FL_STAR_SESSION;
}

static bool on_stage(const fl_world *w, size_t p) {
  return is_star(&w->policies[p]) && !w->policies[p].off && fl_star_runs(&w->policies[p].of.star_session, w->step.date);
}

bool fl_alloc_stars(fl_world *w) {
  const size_t rooms = (size_t)w->agents.rooms.count + 1;
  bool ok = (w->starred = calloc(rooms, 1)) != NULL;
  w->star_count = 0;
  for (size_t p = 0; p < w->policy_count; p++) w->star_count += is_star(&w->policies[p]);
  if (w->star_count == 0) return ok;
  ok = (w->stars = calloc(w->policy_count, sizeof *w->stars)) && ok;
  ok = (w->star_exposures = calloc(w->star_count * rooms, sizeof(double))) && ok;
  double *at = w->star_exposures;
  for (size_t p = 0; ok && p < w->policy_count; p++) {
    if (!is_star(&w->policies[p])) continue;
    w->stars[p].exposures = at;
    at += rooms;
  }
  return ok;
}

// ---- The morning ----------------------------------------------------------------------------------------------------------------

double fl_stars_lift(fl_world *w, double lift) {
  double outside = 0, dormant = 0;
  if (w->star_count == 0) return lift;
  for (size_t p = 0; p < w->policy_count; p++) {
    const fl_star_session *star = &w->policies[p].of.star_session;
    if (!on_stage(w, p)) continue;
    outside += star->outside * (double)star->reach;
    dormant += star->dormant * (double)star->reach;
  }
  const double population = w->agents.population;
  const double waking = w->params.waking_per_year / 365 + fl_star_waking(&w->params, population, dormant);
  w->levers.turn_below[true] = fl_below16(waking);
  return (1 + lift) * fl_star_odds(&w->params, &w->levers, population, lift, outside) - 1;
}

// A room with a star is on air that day, and its own hosts are not.
void fl_stars_morning(fl_world *w) {
  if (w->star_count == 0) return;
  memset(w->starred, 0, w->agents.rooms.count);
  for (size_t p = 0; p < w->policy_count; p++) {
    if (!is_star(&w->policies[p])) continue;
    fl_star *star = &w->stars[p];
    const fl_rooms *rooms = &w->agents.rooms;
    const uint32_t room = fl_own_room(&w->model->scenario, w->policies[p].of.star_session.room);
    if (room < rooms->count) star->room = room; // a hook may name another one, or none that there is
    if (w->policies[p].of.star_session.from == w->step.date)
      star->kept.eve = rooms->active[star->room] + rooms->dormant[star->room];
    if (on_stage(w, p) && !rooms->closed[star->room]) w->starred[star->room] = 1;
  }
}

double fl_stars_reserve(fl_world *w) {
  double more = 0;
  for (size_t p = 0; w->star_count > 0 && p < w->policy_count; p++) {
    const fl_star_session *of = &w->policies[p].of.star_session;
    const fl_rooms *rooms = &w->agents.rooms;
    fl_star *star = &w->stars[p];
    if (!is_star(&w->policies[p])) continue;
    star->own = star->others = 0;
    if (!on_stage(w, p) || rooms->close[star->room] <= rooms->open[star->room]) continue;
    star->others = fl_star_pass_on(&w->agents, star->room, of->pass_on * (double)of->reach, star->exposures);
    star->exposures[star->room] = star->own = (double)of->reach - star->others;
    for (uint32_t r = 0; r < rooms->count; r++) w->reserve.exposures[r] += star->exposures[r];
    more += star->own + star->others;
  }
  return more;
}

// The part of a room's public visits that a star's exposures make up today.
static double part_of(const fl_world *w, const fl_star *star, uint32_t r) {
  const fl_reserve *of = &w->reserve;
  if (!(of->all[r] > 0) || !(star->exposures[r] > 0)) return 0;
  const double part = of->pooled[r] / of->all[r] * star->exposures[r] / of->exposures[r];
  return part < 1 ? part : 1;
}

void fl_stars_exposure(fl_world *w) {
  if (w->star_count == 0) return;
  const double usual = w->step.flows > 1 ? (double)w->levers.visits_per_minute[0] : w->params.public_visits / 60.0;
  w->levers.visits_per_minute[0] = (float)(usual * w->star_factor);
  for (size_t p = 0; p < w->policy_count; p++) {
    const fl_star *star = &w->stars[p];
    if (!is_star(&w->policies[p]) || !(star->own > 0)) continue;
    const double part = part_of(w, star, star->room), visits = part > 0 ? star->own / part : 0;
    const double guests = visits > 0 ? star->own / (visits + w->agents.rooms.private_visits[star->room]) : 0;
    const double less = fl_log(fl_star_buying(&w->policies[p].of.star_session, guests));
    for (int j = 0; j < FL_OFFERS; j++) w->hot[star->room].base[j] += (float)less;
  }
}

// ---- The day after --------------------------------------------------------------------------------------------------------------

// Who followed on a visit yesterday and has bought nothing: the relation is as new as can be.
static bool is_new(const fl_world *w, const fl_fan *fan, int slot) {
  const uint8_t high = fan->room_high[slot];
  return high & FL_FOLLOWED && !(high & FL_BOUGHT) && fan->age[slot] == 0 && (uint32_t)fan->last_active == (uint16_t)w->step.day &&
         fl_slot_trust(fan, slot) == w->levers.trust_initial;
}

static void let_down_block(void *arg, uint32_t block, uint32_t worker) {
  fl_world *w = arg;
  fl_counts *counts = &w->workers[worker].counts;
  const int64_t weight = fl_weight_of(&w->agents, block);
  fl_fan *fans = &w->agents.fans[(size_t)block * FL_BLOCK_FANS];
  for (size_t p = 0; p < w->policy_count; p++) {
    if (!is_star(&w->policies[p]) || !(w->stars[p].kept.share > 0)) continue;
    const uint32_t room = w->stars[p].room;
    const double leaves = w->stars[p].kept.share * (1 - w->policies[p].of.star_session.fit);
    for (uint32_t i = 0; i < fl_block_size(&w->agents, block); i++) {
      const int slot = fl_slot_find(&fans[i], room);
      if (slot < 0 || !is_new(w, &fans[i], slot)) continue;
      const uint32_t id = fl_fan_id(&w->agents, block, i);
      const fl_block b = fl_draw(&w->step.key, FL_STREAM_HOST, w->step.day, id, LET_DOWN | (uint32_t)slot);
      if (!(fl_unit(b.u[0]) < leaves)) continue;
      fl_unfollow(&fans[i], slot, weight, counts);
      counts->stage[room].let_down += weight;
    }
  }
}

void fl_stars_after(fl_world *w) {
  bool any = false;
  for (size_t p = 0; w->star_count > 0 && p < w->policy_count; p++) any |= is_star(&w->policies[p]) && w->stars[p].kept.share > 0;
  if (any) w->options.parallel.run(w->options.parallel.workers, w->agents.block_count, let_down_block, w);
}

// ---- The evening ----------------------------------------------------------------------------------------------------------------

static int64_t made(const fl_world *w, const fl_star *star, uint32_t r) {
  return (int64_t)((double)w->counts.rooms[r].uv[FL_PUBLIC] * part_of(w, star, r));
}

void fl_stars_evening(fl_world *w) {
  fl_rooms *rooms = &w->agents.rooms;
  if (w->star_count == 0) return;
  for (uint32_t r = 0; !fl_hosts_kept(&w->agents.hosts) && r < rooms->count; r++) rooms->stage_fen[r] = 0;
  fl_star_night(&w->counts, w->starred, &w->agents);
  for (size_t p = 0; p < w->policy_count; p++) {
    fl_star *star = &w->stars[p];
    if (!is_star(&w->policies[p])) continue;
    star->guests = star->passed_on = star->fee = 0;
    star->kept.share = 0;
    if (!(star->own > 0)) continue;
    for (uint32_t r = 0; r < rooms->count; r++) *(r == star->room ? &star->guests : &star->passed_on) += made(w, star, r);
    const int64_t visits = w->counts.rooms[star->room].uv[FL_PUBLIC];
    star->kept.share = visits > 0 ? (double)star->guests / (double)visits : 0;
    star->fee = w->policies[p].of.star_session.fee;
    star->kept.paid += star->fee;
    rooms->stage_fen[star->room] += star->fee;
  }
}

fl_status fl_emit_stars(fl_world *w) {
  w->rows[FL_T_star_day].count = 0;
  if (w->star_count == 0) return FL_OK;
  fl_row_star_day *rows = calloc(w->star_count, sizeof *rows);
  size_t n = 0;
  if (!rows) return FL_ENVIRONMENT;
  for (size_t p = 0; p < w->policy_count; p++) {
    const fl_star *star = &w->stars[p];
    if (!is_star(&w->policies[p]) || w->policies[p].off) continue;
    const int64_t days = w->step.date - w->policies[p].of.star_session.from;
    if (days < 0 || days > FL_STAR_DAYS) continue;
    rows[n++] = (fl_row_star_day){.date = w->step.date,
                                  .policy = (int64_t)p,
                                  .room = star->room,
                                  .days = days,
                                  .guests = star->guests,
                                  .passed_on = star->passed_on,
                                  .follows = w->counts.rooms[star->room].follows,
                                  .disappointed = w->counts.stage[star->room].let_down,
                                  .followers_over_eve =
                                      w->agents.rooms.active[star->room] + w->agents.rooms.dormant[star->room] - star->kept.eve,
                                  .fee_fen = star->fee,
                                  .paid_fen = star->kept.paid};
  }
  const fl_status status = fl_emit(w, FL_T_star_day, rows, n);
  free(rows);
  return status;
}
