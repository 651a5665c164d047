// Hosts in the world (M20): who leaves, and what fans who learn of it make of their trust; rows. The morning is serial; fans learn in
// parallel, before they live the day.
#include "mechanisms/hosts.h"

#include "base/mathx.h"
#include "mechanisms/private_domain.h"
#include "mechanisms/trust.h"
#include "params/number.h"
#include "params/seats.h"
#include "world/internal.h"

#include <stdlib.h>

static_assert((int)FL_SEATS_MOST == (int)FL_TEAM_MOST, "a team has as many places wherever it is asked");

enum { LEAVES = 2, LEARN = 1 << 23, FOLLOW = 1 << 22 }; // k of draws: a host's, a fan's for ever, a fan's of the day and slot

bool fl_alloc_hosts(fl_world *w) {
  const size_t rooms = (size_t)w->agents.rooms.count + 1;
  if (!w->params.hosts_kept) return true;
  bool ok = fl_hosts_alloc(&w->agents);
  ok = (w->leaving = calloc(rooms, sizeof *w->leaving)) && ok;
  ok = (w->astir = calloc((size_t)FL_ROOM_NONE + 1, sizeof *w->astir)) && ok;
  ok = (w->partings = calloc(w->policy_count + 1, sizeof *w->partings)) && ok;
  return ok;
}

static const fl_host_def *own_hosts(const fl_world *w) {
  return w->model->scenario.hosts;
}

bool fl_start_hosts(fl_world *w) {
  const fl_scenario *s = &w->model->scenario;
  const uint32_t generated = (uint32_t)s->setup.rooms;
  if (!fl_hosts_kept(&w->agents.hosts)) return true;
  fl_seat *seats = calloc(s->host_count + 1, sizeof *seats);
  const bool ok = seats && fl_scenario_seat(s, seats);
  for (size_t i = 0; ok && i < s->host_count; i++)
    if (seats[i].seating == FL_SEATED)
      w->agents.hosts.own[(generated + seats[i].room) * FL_TEAM_MOST + seats[i].place] = (uint32_t)i + 1;
  free(seats);
  if (ok) fl_hosts_start(&w->params, &w->model->key, &w->agents, s->rooms, generated, (uint32_t)s->room_count, s->hosts);
  return ok;
}

// ---- The morning ----------------------------------------------------------------------------------------------------------------

// The place in the team of who is to leave: a place, the host of an id as long as it is in the room, or whom fans like most.
static uint32_t place_of_leaver(const fl_world *w, const fl_departure *of, uint32_t room) {
  const fl_hosts *h = &w->agents.hosts;
  double number = 0;
  if (!of->host[0] || (fl_number_parse(of->host, &number) && !(number > 0))) return fl_host_most_loved(&w->agents, room);
  if (number > 0) return (uint32_t)number - 1;
  const size_t own = fl_scenario_host(&w->model->scenario, of->host);
  uint32_t place = 0;
  while (place < FL_TEAM_MOST &&
         !(h->present[room * FL_TEAM_MOST + place] && h->own[room * FL_TEAM_MOST + place] == (uint32_t)own + 1))
    place++;
  return own == SIZE_MAX ? FL_TEAM_MOST : place;
}

static void begin_parting(fl_world *w, const fl_departure *of, uint32_t room, fl_parting *parting) {
  const uint32_t rival = fl_own_room(&w->model->scenario, of->rival);
  const uint32_t place = place_of_leaver(w, of, room);
  *parting = (fl_parting){.begun = 1, .place = FL_TEAM_MOST, .joined = FL_TEAM_MOST};
  if (place >= FL_TEAM_MOST || !w->agents.hosts.present[room * FL_TEAM_MOST + place]) return; // nobody is there to leave
  parting->place = place;
  parting->own = w->agents.hosts.own[room * FL_TEAM_MOST + place];
  parting->bound = fl_host_part(&w->params, w->step.day, &w->agents, room, place);
  if (rival != UINT32_MAX) parting->joined = fl_host_join(&w->agents, room, place, rival);
}

// Dated departures: the host is gone from the first day on, fans learn of it day by day.
static void part_by_policy(fl_world *w, size_t p) {
  const fl_departure *of = &w->policies[p].of.departure;
  const uint32_t room = fl_own_room(&w->model->scenario, of->room), rival = fl_own_room(&w->model->scenario, of->rival);
  fl_parting *parting = &w->partings[p];
  if (room == UINT32_MAX || w->step.date < of->from || w->step.date > of->to) return;
  if (!parting->begun) begin_parting(w, of, room, parting);
  if (parting->place == FL_TEAM_MOST) return;
  const uint8_t courted = w->leaving[room].courted; // by a departure that stands before this one
  w->leaving[room] = (fl_leaving){.on = 1,
                                  .courted = courted,
                                  .place = (uint32_t)parting->place,
                                  .rival = rival,
                                  .joined = (uint32_t)parting->joined,
                                  .own = (uint32_t)parting->own,
                                  .bound = parting->bound,
                                  .share = of->share,
                                  .learns = (uint32_t)(w->step.date - of->from),
                                  .span = (uint32_t)(of->to - of->from + 1),
                                  .salt = w->model->policy_salt[p]};
  if (rival != UINT32_MAX) w->leaving[rival].courted = 1;
  w->parting = true;
}

// Others leave by chance, and the platform with it. One at a time: fans of a room learn of one departure a day.
static void part_by_chance(fl_world *w, uint32_t r) {
  const bool nobody = !(w->params.hosts_leave > 0) && w->model->scenario.host_count == 0;
  if (nobody || w->leaving[r].on || w->agents.rooms.closed[r]) return;
  for (uint32_t i = 0; i < w->agents.hosts.places[r]; i++) {
    const uint32_t at = r * FL_TEAM_MOST + i;
    if (!w->agents.hosts.present[at]) continue;
    const double u = fl_unit(fl_draw(&w->step.key, FL_STREAM_HOST, w->step.day, at, LEAVES).u[0]);
    if (u >= fl_host_hazard(&w->params, own_hosts(w), &w->agents, r, i)) continue;
    const uint8_t courted = w->leaving[r].courted;
    w->leaving[r] = (fl_leaving){.on = 1, .courted = courted, .place = i, .rival = UINT32_MAX, .joined = FL_TEAM_MOST, .span = 1};
    w->leaving[r].own = w->agents.hosts.own[at];
    w->leaving[r].bound = fl_host_part(&w->params, w->step.day, &w->agents, r, i);
    w->parting = true;
    return;
  }
}

void fl_hosts_today(fl_world *w) {
  if (!fl_hosts_kept(&w->agents.hosts)) return;
  memset(w->leaving, 0, ((size_t)w->agents.rooms.count + 1) * sizeof *w->leaving);
  w->parting = false;
  for (size_t p = 0; p < w->policy_count; p++)
    if (w->policies[p].kind == FL_DEPARTURE && !w->policies[p].off) part_by_policy(w, p);
  for (uint32_t r = 0; r < w->agents.rooms.count; r++) part_by_chance(w, r);
  fl_hosts_morning(&w->params, own_hosts(w), &w->step, &w->agents, w->starred, w->live, w->content);
}

// ---- Fans learn of it -----------------------------------------------------------------------------------------------------------

// The host-bound part of the trust goes along to the rival room.
static void follow_host(fl_world *w, fl_counts *counts, fl_fan *fan, const fl_leaving *of, bool follower, double moved,
                        int64_t weight, fl_stage_tally *left, uint32_t u) {
  int slot = fl_slot_find(fan, of->rival);
  const bool knows = slot >= 0;
  if (!knows) slot = fl_slot_open(&w->levers, fan, of->rival, follower ? FL_FOLLOWED : 0, u >> 24, weight, counts);
  if (slot < 0) return;
  if (follower && !(knows && fan->room_high[slot] & FL_FOLLOWED)) fl_follow(fan, slot, FL_PRIVATE, weight, counts);
  const uint32_t held = fl_slot_trust(fan, slot), sum = fl_trust_move(&w->levers, held, (float)(moved / FL_TRUST_ONE), fl_unitf(u));
  fl_slot_put_trust(fan, slot, sum);
  left->followed += weight;
  left->moved += (int64_t)(sum - held) * weight;
}

static void learn(fl_world *w, fl_counts *counts, fl_fan *fan, uint32_t id, int slot, int64_t weight) {
  const uint32_t room = fl_slot_room(fan, slot);
  const fl_leaving *of = &w->leaving[room];
  const fl_block ever = fl_draw(&w->step.key, FL_STREAM_HOST, FL_LASTING, id, LEARN | (of->salt & (LEARN - 1)));
  if (of->span > 1 && (uint32_t)((uint64_t)ever.u[0] * of->span >> 32) != of->learns) return;
  const fl_block b = fl_draw(&w->step.key, FL_STREAM_HOST, w->step.day, id, FOLLOW | (uint32_t)slot);
  const uint32_t trust = fl_slot_trust(fan, slot), now = fl_trust_now(&w->levers, fan, slot);
  const uint32_t left = fl_trust_move(&w->levers, trust, -(float)of->bound, fl_unitf(b.u[0]));
  fl_stage_tally *t = &counts->stage[room];
  fl_slot_put_trust(fan, slot, left);
  t->fans += weight;
  t->before += (int64_t)trust * weight;
  t->after += (int64_t)left * weight;
  if (of->rival == UINT32_MAX || !(fl_unit(b.u[1]) < of->share)) return;
  follow_host(w, counts, fan, of, fan->room_high[slot] & FL_FOLLOWED, of->bound * now, weight, t, b.u[2]);
}

static void learn_block(void *arg, uint32_t block, uint32_t worker) {
  fl_world *w = arg;
  fl_counts *counts = &w->workers[worker].counts;
  const int64_t weight = fl_weight_of(&w->agents, block);
  fl_fan *fans = &w->agents.fans[(size_t)block * FL_BLOCK_FANS];
  for (uint32_t i = 0; i < fl_block_size(&w->agents, block); i++) {
    uint32_t of[FL_SLOTS];
    if (!fl_any_room(&fans[i], w->astir)) continue;
    for (int s = 0; s < FL_SLOTS; s++) {
      const uint32_t room = of[s] = fl_slot_room(&fans[i], s);
      if (room != FL_ROOM_NONE && w->leaving[room].courted)
        counts->stage[room].held += (int64_t)fl_trust_now(&w->levers, &fans[i], s) * weight;
    }
    for (int s = 0; s < FL_SLOTS; s++) // a slot may have passed to the rival room meanwhile
      if (of[s] != FL_ROOM_NONE && w->leaving[of[s]].on && fl_slot_room(&fans[i], s) == of[s])
        learn(w, counts, &fans[i], fl_fan_id(&w->agents, block, i), s, weight);
  }
}

void fl_hosts_learn(fl_world *w) {
  if (!fl_hosts_kept(&w->agents.hosts) || !w->parting || !w->levers.trust_learns) return;
  for (uint32_t r = 0; r < w->agents.rooms.count; r++) w->astir[r] = w->leaving[r].on || w->leaving[r].courted;
  w->options.parallel.run(w->options.parallel.workers, w->agents.block_count, learn_block, w);
}

void fl_hosts_evening(fl_world *w) {
  if (!fl_hosts_kept(&w->agents.hosts)) return;
  for (uint32_t r = 0; r < w->agents.rooms.count; r++) {
    const fl_leaving *of = &w->leaving[r];
    if (!of->on || of->joined == FL_TEAM_MOST) continue;
    fl_stage_tally *rival = &w->counts.stage[of->rival];
    fl_host_bind(&w->agents, of->rival, of->joined, (double)rival->held, (double)w->counts.stage[r].moved);
    rival->held += w->counts.stage[r].moved; // of two who go there on one day, the second finds the fans of the first
  }
  fl_hosts_night(&w->params, own_hosts(w), &w->counts, &w->agents);
}

// ---- Rows -----------------------------------------------------------------------------------------------------------------------

static void name_host(const fl_world *w, uint32_t own, char id[FL_NAME_MAX]) {
  if (own) memcpy(id, own_hosts(w)[own - 1].id, FL_NAME_MAX);
}

static fl_row_host_day host_row(const fl_world *w, uint32_t r, uint32_t place) {
  const fl_hosts *h = &w->agents.hosts;
  const uint32_t at = r * FL_TEAM_MOST + place;
  const int64_t earned = fl_round(w->params.seller_host_pay * (double)fl_room_sum(w->counts.rooms[r].gmv));
  fl_row_host_day row = {.date = w->step.date,
                         .room = r,
                         .host = place + 1,
                         .number = h->number[at],
                         .present = h->present[at],
                         .on_air = h->on_air[r] == place,
                         .fatigue = h->fatigue[at],
                         .bound_share = w->agents.rooms.host_share[r] * h->affection[at],
                         .popularity = h->popularity[at],
                         .sales = h->sales[at],
                         .pay_share = h->pay[at],
                         .pay_fen = fl_round(h->pay[at] * (double)earned)};
  if (h->present[at]) name_host(w, h->own[at], row.id);
  return row;
}

static fl_row_parting_day parting_row(const fl_world *w, uint32_t r) {
  const fl_leaving *of = &w->leaving[r];
  const fl_stage_tally *t = &w->counts.stage[r];
  const double fans = (double)t->fans * FL_TRUST_ONE;
  fl_row_parting_day row = {.date = w->step.date,
                            .room = r,
                            .host = of->place + 1,
                            .rival = of->rival == UINT32_MAX ? -1 : (int64_t)of->rival,
                            .bound_share = of->bound,
                            .fans = t->fans,
                            .followed = t->followed,
                            .trust_before = t->fans > 0 ? (double)t->before / fans : __builtin_nan(""),
                            .trust_after = t->fans > 0 ? (double)t->after / fans : __builtin_nan("")};
  name_host(w, of->own, row.id);
  return row;
}

fl_status fl_emit_hosts(fl_world *w) {
  const fl_scenario *s = &w->model->scenario;
  const uint32_t first = (uint32_t)s->setup.rooms, own = (uint32_t)s->room_count;
  w->rows[FL_T_host_day].count = w->rows[FL_T_parting_day].count = 0;
  if (!fl_hosts_kept(&w->agents.hosts)) return FL_OK;
  fl_row_host_day *hosts = calloc((size_t)own * FL_TEAM_MOST + 1, sizeof *hosts);
  fl_row_parting_day *partings = calloc((size_t)w->agents.rooms.count + 1, sizeof *partings);
  size_t n = 0, gone = 0;
  fl_status status = hosts && partings ? FL_OK : FL_ENVIRONMENT;
  for (uint32_t r = first; status == FL_OK && r < first + own; r++)
    for (uint32_t i = 0; i < w->agents.hosts.places[r]; i++) hosts[n++] = host_row(w, r, i);
  for (uint32_t r = 0; status == FL_OK && r < w->agents.rooms.count; r++)
    if (w->leaving[r].on) partings[gone++] = parting_row(w, r);
  if (status == FL_OK) status = fl_emit(w, FL_T_host_day, hosts, n);
  if (status == FL_OK) status = fl_emit(w, FL_T_parting_day, partings, gone);
  free(hosts);
  free(partings);
  return status;
}
