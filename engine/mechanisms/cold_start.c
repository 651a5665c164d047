#include "mechanisms/cold_start.h"

#include "base/mathx.h"

bool fl_cold_applies(const fl_cold_start *of, double quality, double u) {
  if (of->take_up <= 0 || of->take_up >= 1) return u < of->take_up;
  const double odds = of->take_up / (1 - of->take_up) * fl_exp(of->selection * (quality - 0.5));
  return u < odds / (1 + odds);
}

static double power(double x, int64_t n) {
  double y = 1;
  for (; n > 0; n--) y *= x;
  return y;
}

static void enter(const fl_cold_start *of, const fl_key *key, uint32_t day, const fl_agents *agents, uint32_t r,
                  fl_cold_room *room) {
  const fl_rooms *rooms = &agents->rooms;
  const double followers = (double)(rooms->active[r] + rooms->dormant[r]) / (double)rooms->weight[r];
  if (rooms->closed[r] || followers >= (double)of->followers) return;
  const double u = fl_unit(fl_draw(key, FL_STREAM_AIM, FL_LASTING, r, 0).u[0]);
  *room =
      (fl_cold_room){.phase = fl_cold_applies(of, agents->brands.quality[rooms->brand[r]], u) ? FL_COLD_EXPLORES : FL_COLD_DECLINED,
                     .since = day + 1,
                     .entered = day + 1};
}

// A target is met: exposures for the days of a stage, and coupons.
static void reward(const fl_cold_start *of, uint32_t day, fl_agents *agents, uint32_t r, fl_cold_room *room) {
  const double times = power(of->stage_growth, room->stage), real = (double)agents->rooms.weight[r];
  const double fen = times * (double)of->stage_coupon * real;
  const int64_t coupon = fl_round(fen < 1e15 ? fen : 1e15);
  room->rate = times * (double)of->stage_exposures / (double)of->stage_days;
  room->until = day + of->stage_days;
  room->stage++;
  room->gmv = 0;
  room->since = day + 1;
  room->coupons += coupon;
  agents->rooms.ad_coupon[r] += coupon;
  if (room->stage >= of->stages) room->phase = FL_COLD_DONE;
}

static void follow_plan(const fl_cold_start *of, uint32_t day, fl_agents *agents, uint32_t r, fl_cold_room *room) {
  const double target = (double)of->stage_gmv * power(of->stage_growth, room->stage) * (double)agents->rooms.weight[r];
  if (agents->rooms.closed[r]) {
    room->phase = FL_COLD_LEFT;
  } else if (room->phase == FL_COLD_EXPLORES && day + 1 - room->since >= of->explore_days) {
    room->phase = of->stages > 0 ? FL_COLD_TARGETS : FL_COLD_DONE;
    room->since = day + 1;
    room->gmv = 0;
  } else if (room->phase == FL_COLD_TARGETS && (double)room->gmv >= target) {
    reward(of, day, agents, r, room);
  } else if (room->phase == FL_COLD_TARGETS && day + 1 - room->since >= of->stage_days) {
    room->phase = FL_COLD_LEFT;
  }
}

void fl_cold_night(const fl_cold_start *of, const fl_key *key, uint32_t day, int64_t date, fl_agents *agents,
                   const fl_counts *counts, fl_cold_room *rooms) {
  if (date < of->from || date > of->to) return;
  for (uint32_t r = 0; r < agents->rooms.count; r++) {
    const int64_t gmv = fl_room_sum(counts->rooms[r].gmv);
    if (rooms[r].phase == FL_COLD_NONE) {
      enter(of, key, day, agents, r, &rooms[r]);
      continue;
    }
    rooms[r].gmv += gmv;
    rooms[r].total += gmv;
    if (fl_cold_in_plan(&rooms[r])) follow_plan(of, day, agents, r, &rooms[r]);
  }
}

double fl_cold_wants(const fl_cold_start *of, const fl_agents *agents, const fl_cold_room *room, uint32_t r, uint32_t day) {
  const double real = (double)agents->rooms.weight[r];
  if (room->phase == FL_COLD_EXPLORES) return real * (double)of->per_room;
  return (room->phase == FL_COLD_TARGETS || room->phase == FL_COLD_DONE) && day <= room->until ? real * room->rate : 0;
}

// ---- The audience -----------------------------------------------------------------------------------------------------------------

static double mean_response(const fl_audience *known, uint32_t c) {
  double visits = 0, orders = 0;
  for (int s = 0; s < FL_SEGMENTS; s++) visits += known->category[c][s][0], orders += known->category[c][s][1];
  return visits > 0 ? orders / visits : 0;
}

// The posterior mean of a segment's response, and what it rests on.
static double response(const fl_cold_start *of, const fl_audience *known, uint32_t r, uint32_t c, int s, double mean,
                       double *visits) {
  const double *category = known->category[c][s], *room = known->room[r][s];
  const double peers = (category[1] + of->prior * mean) / (category[0] + of->prior);
  *visits = room[0] + of->prior;
  return (room[1] + of->prior * peers) / *visits;
}

// Takes segments by `value`, the best first, until they are `part` of the public; accept: the part of each.
static void take_best(const double value[FL_SEGMENTS], const double share[FL_SEGMENTS], double part, double accept[FL_SEGMENTS]) {
  bool taken[FL_SEGMENTS] = {false};
  for (int s = 0; s < FL_SEGMENTS; s++) accept[s] = 0;
  for (int n = 0; n < FL_SEGMENTS && part > 0; n++) {
    int best = -1;
    for (int s = 0; s < FL_SEGMENTS; s++)
      if (!taken[s] && (best < 0 || value[s] > value[best])) best = s;
    taken[best] = true;
    accept[best] = share[best] <= part ? 1 : part / share[best];
    part -= share[best];
  }
}

double fl_cold_aim(const fl_cold_start *of, const fl_key *key, uint32_t day, uint32_t r, uint32_t category,
                   const fl_audience *known, const double share[FL_SEGMENTS], uint16_t accept[FL_SEGMENTS]) {
  double value[FL_SEGMENTS], part[FL_SEGMENTS], shown = 0;
  const double mean = mean_response(known, category);
  for (int s = 0; s < FL_SEGMENTS; s++) {
    const fl_block u = fl_draw(key, FL_STREAM_AIM, day, r, 0x800000u + (uint32_t)s / 4);
    double visits;
    const double m = response(of, known, r, category, s, mean, &visits), spread = fl_sqrt(m * (1 - m) / (visits + 1));
    // Where nothing has been sold yet all are alike but for the draw.
    value[s] = m + (mean > 0 ? spread : 1) * fl_normal_quantile(fl_unit(u.u[s % 4]));
  }
  take_best(value, share, of->narrow, part);
  for (int s = 0; s < FL_SEGMENTS; s++) {
    accept[s] = (uint16_t)fl_round(65535 * part[s]);
    shown += share[s] * accept[s] / 65535;
  }
  return shown;
}

double fl_cold_lift(const fl_cold_start *of, uint32_t r, uint32_t category, const fl_audience *known,
                    const double share[FL_SEGMENTS]) {
  double value[FL_SEGMENTS], part[FL_SEGMENTS], above = 0, below = 0, shown = 0, visits;
  const double mean = mean_response(known, category);
  for (int s = 0; s < FL_SEGMENTS; s++) value[s] = response(of, known, r, category, s, mean, &visits);
  take_best(value, share, of->narrow, part);
  for (int s = 0; s < FL_SEGMENTS; s++) {
    above += share[s] * part[s] * value[s];
    shown += share[s] * part[s];
    below += share[s] * value[s];
  }
  return below > 0 && shown > 0 ? above / shown / below : 1;
}

void fl_cold_learn(const fl_aim_tally seen[FL_SEGMENTS], double fans, uint32_t r, uint32_t category, fl_audience *known) {
  for (int s = 0; s < FL_SEGMENTS; s++) {
    const double now[2] = {(double)seen[s].visits / fans, (double)seen[s].orders / fans};
    for (int k = 0; k < 2; k++) {
      known->room[r][s][k] += now[k];
      known->category[category][s][k] += now[k];
    }
  }
}
