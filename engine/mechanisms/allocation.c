#include "mechanisms/allocation.h"

#include "base/mathx.h"

// Public visits by part of the day, 0-18 o'clock (the rest is fan.evening_share): assumed, few at night and a small peak at noon.
static const double day_profile[FL_DAYPARTS] = {0.06, 0.02, 0.17, 0.27, 0.26, 0.22, 0.0, 0.0};
static const double evening_profile[FL_DAYPARTS] = {0, 0, 0, 0, 0, 0, 0.55, 0.45};

// The contest, for each minute that a room is live: (score^a content^b value^c audience^d)^concentration for each real room, times the
// real rooms that the agent stands for.
static void fill_weights(const fl_params *p, const fl_agents *agents, const double *boost, double *weight) {
  const fl_rooms *rooms = &agents->rooms;
  double value_sum = 0, audience_sum = 0, real_rooms = 0;
  for (uint32_t r = 0; r < rooms->count; r++) {
    if (rooms->closed[r]) continue;
    value_sum += rooms->value[r] * (double)rooms->weight[r];
    audience_sum += (double)(rooms->active[r] + rooms->dormant[r]);
    real_rooms += (double)rooms->weight[r];
  }
  const double mean_value = real_rooms > 0 && value_sum > 0 ? value_sum / real_rooms : 1.0;
  const double mean_audience = real_rooms > 0 && audience_sum > 0 ? audience_sum / real_rooms : 1.0;
  for (uint32_t r = 0; r < rooms->count; r++) {
    const double value = p->allocation_value_floor + rooms->value[r] / mean_value;
    const double displayed = (double)(rooms->active[r] + rooms->dormant[r]) / (double)rooms->weight[r];
    const double audience = p->allocation_value_floor + displayed / mean_audience;
    const double standing = fl_score_standing(&agents->scores, r, FL_SCORE_ALL, rooms->reputation[r], p->scores_traffic);
    const double log_weight = p->allocation_score * fl_log(p->allocation_score_floor + standing) +
                              p->allocation_content * fl_log(rooms->content_seen[r]) + p->allocation_value * fl_log(value) +
                              p->allocation_audience * fl_log(audience);
    // Hour for hour alike, but with diminishing returns over a session.
    const double session = rooms->close[r] > rooms->open[r] ? rooms->close[r] - rooms->open[r] : 0;
    const double hours = session > 0 ? fl_exp((p->allocation_hours - 1) * fl_log(session / (60 * p->live_hours))) : 0;
    weight[r] = (double)rooms->weight[r] * boost[r] * hours * fl_exp(p->allocation_concentration * log_weight);
  }
}

static uint32_t minutes_live(const fl_rooms *rooms, uint32_t r, uint32_t from, uint32_t to) {
  const uint32_t open = rooms->open[r] > from ? rooms->open[r] : from, close = rooms->close[r] < to ? rooms->close[r] : to;
  return close > open ? close - open : 0;
}

// How the visits of a flow are given out.
typedef struct flow_rule {
  const double *weight; // of each room, a minute that it is live
  double explore;       // share given out by chance
  const double *found;  // by part of the day: share of its visits that meet a room; NULL: all of them where enough rooms are live
  uint32_t flow;
  fl_reserve *reserve;            // exposures kept for rooms; NULL: none
  const double *widen;            // by room: factor on what it is drawn for; NULL: none
  double part_share[FL_DAYPARTS]; // of the visits of a day that meet a room; read where something is kept
} flow_rule;

static const double most_reserved = 0.95; // of the visits of a part of the day

// The visits of a day that meet a room, by part: where few are live the rest stays in the feed (fill_part).
static void share_of_parts(const fl_params *p, const fl_rooms *rooms, const fl_step *step, double share[FL_DAYPARTS]) {
  double all = 0, live[FL_DAYPARTS] = {0}, total = 0;
  for (uint32_t r = 0; r < rooms->count; r++) {
    all += (double)rooms->weight[r];
    for (uint32_t part = 0; part < FL_DAYPARTS; part++)
      live[part] += (double)rooms->weight[r] * minutes_live(rooms, r, part * FL_DAYPART, (part + 1) * FL_DAYPART) / FL_DAYPART;
  }
  for (int i = 0; i < 256; i++) share[step->daypart[i]] += 1.0 / 256;
  for (uint32_t part = 0; part < FL_DAYPARTS; part++) {
    const double deep = p->allocation_depth * all;
    share[part] *= live[part] <= 0 ? 0 : live[part] < deep ? live[part] / deep : 1;
    total += share[part];
  }
  for (uint32_t part = 0; part < FL_DAYPARTS; part++) share[part] = total > 0 ? share[part] / total : 0;
}

// Exposures kept for a room are spread over the parts of the day as its public is: so many of all visits a minute that it is live.
static void open_reserve(const fl_rooms *rooms, const double share[FL_DAYPARTS], fl_reserve *reserve) {
  for (uint32_t r = 0; r < rooms->count; r++) {
    double reach = 0;
    for (uint32_t part = 0; part < FL_DAYPARTS; part++)
      reach += share[part] * minutes_live(rooms, r, part * FL_DAYPART, (part + 1) * FL_DAYPART);
    reserve->rate[r] = reach > 0 && reserve->visits > 0 ? reserve->exposures[r] / (reserve->visits * reach) : 0;
    reserve->pooled[r] = reserve->all[r] = 0;
  }
}

// The share of the visits of a part that is kept, and the factor on rates that holds it below the most.
static double reserved_in(const fl_rooms *rooms, const fl_reserve *reserve, uint32_t from, uint32_t to, double *factor) {
  double sum = 0;
  for (uint32_t r = 0; r < rooms->count; r++) sum += reserve->rate[r] * minutes_live(rooms, r, from, to);
  *factor = sum > most_reserved ? most_reserved / sum : 1;
  return sum * *factor;
}

// Both strata give a room the same mix: it is told of the whole once. `share`: of the day's visits, in this part.
static void note_reserve(fl_reserve *reserve, uint32_t r, double pooled, double scaled, double share) {
  reserve->pooled[r] += share * pooled;
  reserve->all[r] += share * scaled;
}

// The rooms live in [from, to); a room counts by the part of it that it is live. Of the visits of the part, the rule's share is given
// out by chance, the rest by the contest. Where few rooms are live (at night) the rest of the visits finds none, so that a lone room
// does not take them all. Returns the columns.
//
// A focus room meets its public in the catchment alone: there its share of visits is what it would be everywhere, times population
// over catchment, and the other rooms make way, so that neither it nor they get more or fewer visits than in a plain world.
static uint32_t fill_part(const fl_params *p, const fl_agents *agents, fl_allocation *a, const flow_rule *rule, bool focus,
                          uint32_t from, uint32_t to, fl_alias *out) {
  const fl_rooms *rooms = &agents->rooms;
  uint32_t n = 0;
  double own = 0, contest = 0, chance = 0, all = 0;
  for (uint32_t r = 0; r < rooms->count; r++) {
    const uint32_t minutes = minutes_live(rooms, r, from, to);
    all += rooms->closed[r] ? 0 : (double)rooms->weight[r];
    contest += rule->weight[r] * minutes;
    chance += (double)rooms->weight[r] * minutes;
  }
  const double by_contest = contest > 0 ? (1 - rule->explore) / contest : 0;
  const double by_chance = chance > 0 ? rule->explore / chance : 0, total = by_contest * contest + by_chance * chance;
  const double live = chance / (to - from), deep = live > 0 ? p->allocation_depth * all / live : 0;
  const double found = rule->found ? rule->found[from / FL_DAYPART] : 0, visits = found > 0 ? 1 / found : rule->found ? 0 : deep;
  fl_reserve *reserve = rule->reserve;
  double factor = 0;
  const double kept = reserve ? reserved_in(rooms, reserve, from, to, &factor) : 0;
  for (uint32_t r = 0; r < rooms->count; r++) {
    const uint32_t minutes = minutes_live(rooms, r, from, to);
    double scaled = (by_contest * rule->weight[r] + by_chance * (double)rooms->weight[r]) * minutes;
    if (reserve) {
      const double pooled = factor * reserve->rate[r] * minutes * total;
      scaled = scaled * (1 - kept) + pooled;
      note_reserve(reserve, r, pooled, scaled, focus ? 0 : rule->part_share[from / FL_DAYPART]);
    }
    if (scaled <= 0) continue;
    own += rooms->focus[r] ? scaled : 0;
    if (rooms->focus[r] && !focus) continue;
    a->members[n] = r;
    a->scaled[n++] = rule->widen ? scaled * rule->widen[r] : scaled;
  }
  if (own > 0) {
    const fl_concentrated c = fl_concentrate(agents, own / total, focus);
    for (uint32_t i = 0; i < n; i++) a->scaled[i] *= rooms->focus[a->members[i]] ? c.focus : c.others;
  }
  if (visits > 1) { // for each that meets a room
    a->members[n] = FL_ROOM_NONE;
    a->scaled[n++] = total * (visits - 1.0);
  }
  const uint32_t columns = fl_alias_build(n, a->scaled, a->members, a->stack, out);
  if (columns > 0) return columns;
  out[0] = (fl_alias){UINT32_MAX, FL_ROOM_NONE, FL_ROOM_NONE}; // nobody is live
  return 1;
}

static void fill_flow(const fl_params *p, const fl_agents *agents, fl_allocation *a, const flow_rule *rule, fl_step *step) {
  for (uint32_t stratum = 0; stratum < FL_STRATA; stratum++) {
    // Stratum 0 is the catchment; without focus rooms both see the same.
    if (stratum == 0 && agents->focus_blocks == 0) continue;
    for (uint32_t part = 0; part < FL_DAYPARTS; part++) {
      fl_alias *out = a->alias[rule->flow][stratum][part];
      step->alias[rule->flow][stratum][part] = out;
      step->alias_count[rule->flow][stratum][part] =
          fill_part(p, agents, a, rule, stratum == 0, part * FL_DAYPART, (part + 1) * FL_DAYPART, out);
    }
  }
}

void fl_allocation_today(const fl_params *p, const fl_agents *agents, const double *boost, fl_allocation *a, fl_step *step) {
  fill_weights(p, agents, boost, a->weight);
  double share = 0;
  uint32_t at = 0;
  for (uint32_t part = 0; part < FL_DAYPARTS; part++) {
    share += p->evening_share * evening_profile[part] + (1 - p->evening_share) * day_profile[part];
    const uint32_t end = part + 1 < FL_DAYPARTS ? (uint32_t)(256 * share + 0.5) : 256;
    while (at < end) step->daypart[at++] = (uint8_t)part;
  }
  flow_rule rule = {.weight = a->weight, .explore = p->allocation_explore, .reserve = a->reserve, .widen = a->widen};
  if (rule.reserve) {
    share_of_parts(p, &agents->rooms, step, rule.part_share);
    open_reserve(&agents->rooms, rule.part_share, rule.reserve);
  }
  fill_flow(p, agents, a, &rule, step);
}

void fl_allocation_paid(const fl_params *p, const fl_agents *agents, const double found[FL_DAYPARTS], fl_allocation *a,
                        fl_step *step) {
  fill_flow(p, agents, a, &(flow_rule){.weight = a->paid, .found = found, .flow = 1}, step);
}

void fl_allocation_night(const fl_params *p, fl_agents *agents, const fl_counts *counts) {
  fl_rooms *rooms = &agents->rooms;
  const double rate = 1.0 - fl_exp(-1.0 / p->allocation_memory), month = 1.0 - fl_exp(-1.0 / 28.0);
  const fl_cell *public_total = &counts->fixed->source[FL_PUBLIC];
  const double mean_dwell = public_total->uv > 0 ? (double)public_total->seconds / (double)public_total->uv : 0;
  for (uint32_t r = 0; r < rooms->count; r++) {
    const fl_room_tally *t = &counts->rooms[r];
    const double gmv = (double)fl_room_sum(t->gmv);
    rooms->value[r] += rate * (gmv / (double)rooms->weight[r] - rooms->value[r]);
    rooms->gmv_28[r] += month * (28.0 * gmv - rooms->gmv_28[r]);
    rooms->exposure_28[r] += month * (28.0 * (double)t->uv[FL_PUBLIC] - rooms->exposure_28[r]);
    if (t->uv[FL_PUBLIC] > 0 && mean_dwell > 0) {
      const double dwell = (double)t->seconds[FL_PUBLIC] / (double)t->uv[FL_PUBLIC] / mean_dwell;
      rooms->content_seen[r] += rate * (dwell - rooms->content_seen[r]);
    }
  }
}
