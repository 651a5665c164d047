#include "mechanisms/scores.h"

#include "base/mathx.h"

#include <string.h>

static const double haley = 1.702;     // slope of the logistic curve that is the normal one
static const double quarter = 0.67449; // normal quantile of three quarters
static const double most_spreads = 4;  // of a level from its peers' mean: beyond, a part says no more
static const double no_spread = 1e-9;  // peers that do not differ: everybody is at the mean

// Score, and the count by offer, of each part.
static const struct {
  fl_score score;
  fl_trouble trouble;
} parts[FL_SCORE_PARTS] = {
#define FL_SCORE_PART(name, score, trouble, bad, all) {score, trouble},
#include "agents/scores.def"
#undef FL_SCORE_PART
};

static double weight_of(const fl_params *p, fl_score_part part) {
  switch (part) {
#define FL_SCORE_PART(name, score, trouble, bad, all)                                                                              \
  case FL_PART_##name:                                                                                                             \
    return p->scores_weight_##name;
#include "agents/scores.def"
#undef FL_SCORE_PART
  case FL_SCORE_PARTS: break;
  }
  return 0;
}

static double window_of(const fl_params *p, fl_score score) {
  return score == FL_SCORE_SHOP ? p->scores_shop_window : score == FL_SCORE_HOST ? p->scores_host_window : p->scores_goods_window;
}

// Weight of a part in its score, 0..1.
static double share_of(const fl_params *p, fl_score_part part) {
  double all = 0;
  for (int k = 0; k < FL_SCORE_PARTS; k++) all += parts[k].score == parts[part].score ? weight_of(p, (fl_score_part)k) : 0;
  return all > 0 ? weight_of(p, part) / all : 0;
}

void fl_scores_start(fl_agents *agents) {
  for (uint32_t r = 0; r < agents->rooms.count; r++)
    for (int s = 0; s < FL_SCORES; s++) agents->scores.score[r][s] = 0.5;
}

void fl_scores_begin(fl_agents *agents, uint32_t r) {
  fl_scores *scores = &agents->scores;
  memset(scores->sum[r], 0, sizeof scores->sum[r]);
  memset(scores->trouble[r * FL_OFFERS], 0, FL_OFFERS * sizeof *scores->trouble);
  for (int s = 0; s < FL_SCORES; s++) scores->score[r][s] = 0.5;
}

// ---- The day's record ------------------------------------------------------------------------------------------------------------

// Log of the price over the platform's reference, summed over the orders of the day.
static double dearness(const fl_agents *agents, const fl_counts *counts, uint32_t r, const double *price, const double *reference,
                       double *orders) {
  const fl_offers *offers = &agents->offers;
  double sum = 0;
  for (uint32_t o = r * FL_OFFERS; o < (r + 1) * FL_OFFERS; o++) {
    if (offers->flash[o] || counts->sold[o] == 0) continue; // a price of a few minutes is no level
    const uint32_t c = offers->category[o];
    sum += (double)counts->sold[o] * (fl_log(offers->price_fen[o] / (100 * price[c])) - reference[c]);
    *orders += (double)counts->sold[o];
  }
  return sum;
}

// Orders asked for beyond the stock, and all that were asked for. Flash offers are meant to sell out.
static void sold_out(const fl_agents *agents, const fl_counts *counts, uint32_t r, double out[2]) {
  const fl_offers *offers = &agents->offers;
  for (uint32_t o = r * FL_OFFERS; o < (r + 1) * FL_OFFERS; o++) {
    if (offers->flash[o]) continue;
    out[0] += counts->demand[o] > offers->stock[o] ? (double)(counts->demand[o] - offers->stock[o]) : 0;
    out[1] += (double)counts->demand[o];
  }
}

static void record_of(const fl_agents *agents, const fl_counts *counts, uint32_t r, const double *price, const double *reference,
                      double out[FL_SCORE_PARTS][2]) {
  const fl_room_tally *t = &counts->rooms[r];
  const double delivered = (double)t->delivered;
  int64_t trouble[FL_TROUBLES] = {0};
  for (uint32_t o = r * FL_OFFERS; o < (r + 1) * FL_OFFERS; o++)
    for (int k = 0; k < FL_TROUBLES; k++) trouble[k] += counts->trouble[o][k];
  for (int k = 0; k < FL_SCORE_PARTS; k++) {
    out[k][0] = parts[k].trouble < FL_TROUBLES ? (double)trouble[parts[k].trouble] : 0;
    out[k][1] = delivered;
  }
  out[FL_PART_stability][1] = 0;
  sold_out(agents, counts, r, out[FL_PART_stability]);
  out[FL_PART_host_content][0] = (double)t->seconds[FL_PUBLIC] / 60;
  out[FL_PART_host_content][1] = (double)t->uv[FL_PUBLIC];
  out[FL_PART_quality][0] = (double)(t->delivered - t->promoters);
  out[FL_PART_price][1] = 0;
  out[FL_PART_price][0] = dearness(agents, counts, r, price, reference, &out[FL_PART_price][1]);
  out[FL_PART_service][0] = (double)(t->returns - t->quality_returns);
}

static void remember(const fl_params *p, fl_agents *agents, const fl_counts *counts, const double *price, const double *reference) {
  fl_scores *s = &agents->scores;
  double keep[FL_SCORES];
  for (int k = 0; k < FL_SCORES; k++) keep[k] = fl_exp(-1.0 / window_of(p, (fl_score)k));
  for (uint32_t r = 0; r < agents->rooms.count; r++) {
    double day[FL_SCORE_PARTS][2];
    record_of(agents, counts, r, price, reference, day);
    for (int k = 0; k < FL_SCORE_PARTS; k++)
      for (int i = 0; i < 2; i++) s->sum[r][k][i] = keep[parts[k].score] * s->sum[r][k][i] + day[k][i];
  }
  for (int k = 0; k < FL_SCORE_PARTS; k++) {
    if (parts[k].trouble == FL_TROUBLES) continue;
    for (uint32_t o = 0; o < agents->offers.count; o++) {
      double *sum = &s->trouble[o][parts[k].trouble];
      *sum = keep[parts[k].score] * *sum + (double)counts->trouble[o][parts[k].trouble];
    }
  }
}

// ---- Peers -----------------------------------------------------------------------------------------------------------------------

// Orders that the peers' mean is worth for agent `r`: of each of its real rooms, or of one simulated fan where its orders are more. A
// lucky order of one simulated fan must not look like a thousand.
static double prior_orders(const fl_params *p, const fl_agents *agents, uint32_t r) {
  const double fans = (double)(agents->rooms.focus[r] ? agents->focus_weight : agents->weight);
  const double real = (double)agents->rooms.weight[r];
  return p->scores_prior * (fans > real ? fans : real);
}

// Sums of a part over the rooms of each category; then the mean, and what of its own unit goes with an order delivered.
static void find_means(const fl_agents *agents, fl_score_part part) {
  const fl_scores *s = &agents->scores;
  double bad[FL_CATEGORIES] = {0}, all[FL_CATEGORIES] = {0}, delivered[FL_CATEGORIES] = {0};
  const fl_score_part orders = parts[part].score == FL_SCORE_SHOP   ? FL_PART_goods
                               : parts[part].score == FL_SCORE_HOST ? FL_PART_host_goods
                                                                    : FL_PART_quality;
  for (uint32_t r = 0; r < agents->rooms.count; r++) {
    const uint32_t c = agents->rooms.category[r];
    bad[c] += s->sum[r][part][0];
    all[c] += s->sum[r][part][1];
    delivered[c] += s->sum[r][orders][1];
  }
  for (int c = 0; c < FL_CATEGORIES; c++)
    s->peers[c][part] = (fl_peers){.mean = all[c] > 0 ? bad[c] / all[c] : 0, .prior = delivered[c] > 0 ? all[c] / delivered[c] : 1};
}

// Levels, and how far they spread over what was observed.
static void find_levels(const fl_params *p, const fl_agents *agents, fl_score_part part) {
  const fl_scores *s = &agents->scores;
  double square[FL_CATEGORIES] = {0}, all[FL_CATEGORIES] = {0};
  for (uint32_t r = 0; r < agents->rooms.count; r++) {
    const uint32_t c = agents->rooms.category[r];
    const fl_peers *peers = &s->peers[c][part];
    const double prior = prior_orders(p, agents, r) * peers->prior, seen = s->sum[r][part][1];
    const double level = seen + prior > 0 ? (s->sum[r][part][0] + prior * peers->mean) / (seen + prior) : peers->mean;
    s->level[r][part] = level;
    square[c] += seen * (level - peers->mean) * (level - peers->mean);
    all[c] += seen;
  }
  for (int c = 0; c < FL_CATEGORIES; c++) s->peers[c][part].spread = all[c] > 0 ? fl_sqrt(square[c] / all[c]) : 0;
}

static bool more_is_better(fl_score_part part) {
  return part == FL_PART_host_content;
}

static double place(double z) {
  return fl_logistic(haley * (z > most_spreads ? most_spreads : z < -most_spreads ? -most_spreads : z));
}

static double part_of(const fl_scores *s, uint32_t r, uint32_t category, fl_score_part part) {
  const fl_peers *peers = &s->peers[category][part];
  if (peers->spread < no_spread) return 0.5;
  const double z = (peers->mean - s->level[r][part]) / peers->spread;
  return place(more_is_better(part) ? -z : z);
}

static double blend(const double *weight, const double *value, int count) {
  double sum = 0, all = 0;
  for (int i = 0; i < count; i++) {
    sum += weight[i] * value[i];
    all += weight[i];
  }
  return all > 0 ? sum / all : 0.5;
}

void fl_scores_night(const fl_params *p, fl_agents *agents, const fl_counts *counts, const double *price, const double *reference) {
  fl_scores *s = &agents->scores;
  const double of_all[] = {p->scores_shop, p->scores_host, p->scores_goods};
  remember(p, agents, counts, price, reference);
  for (int k = 0; k < FL_SCORE_PARTS; k++) {
    find_means(agents, (fl_score_part)k);
    find_levels(p, agents, (fl_score_part)k);
  }
  for (uint32_t r = 0; r < agents->rooms.count; r++) {
    double sum[FL_SCORES] = {0}, all[FL_SCORES] = {0};
    for (int k = 0; k < FL_SCORE_PARTS; k++) {
      s->part[r][k] = part_of(s, r, agents->rooms.category[r], (fl_score_part)k);
      sum[parts[k].score] += weight_of(p, (fl_score_part)k) * s->part[r][k];
      all[parts[k].score] += weight_of(p, (fl_score_part)k);
    }
    for (int k = FL_SCORE_SHOP; k < FL_SCORES; k++) s->score[r][k] = all[k] > 0 ? sum[k] / all[k] : 0.5;
    s->score[r][FL_SCORE_ALL] = blend(of_all, &s->score[r][FL_SCORE_SHOP], FL_SCORES - 1);
  }
}

// ---- Diagnosis -------------------------------------------------------------------------------------------------------------------

static int worst_offer(const fl_scores *s, uint32_t r, fl_trouble trouble) {
  int worst = -1;
  double most = 0;
  for (int j = 0; trouble < FL_TROUBLES && j < FL_OFFERS; j++) {
    const double bad = s->trouble[r * FL_OFFERS + (uint32_t)j][trouble];
    worst = bad > most ? j : worst;
    most = bad > most ? bad : most;
  }
  return worst;
}

fl_score_gap fl_score_diagnose(const fl_params *p, const fl_agents *agents, uint32_t r, fl_score_part part) {
  const fl_scores *s = &agents->scores;
  const fl_peers *peers = &s->peers[agents->rooms.category[r]][part];
  const double real = (double)agents->rooms.weight[r], sign = more_is_better(part) ? -1 : 1;
  const double lost = peers->spread < no_spread ? 0 : place(quarter) - s->part[r][part];
  fl_score_gap gap = {.score = parts[part].score,
                      .weight = share_of(p, part),
                      .level = s->level[r][part],
                      .mean = peers->mean,
                      .best = peers->mean - sign * quarter * peers->spread,
                      .bad = s->sum[r][part][0] / real,
                      .all = s->sum[r][part][1] / real,
                      .worst = worst_offer(s, r, parts[part].trouble)};
  gap.points = lost > 0 ? gap.weight * lost : 0;
  const double above = sign * (gap.level - gap.best);
  // The level moves by what is bad over all that it is drawn from, the prior included.
  gap.fewer = above > 0 ? above * (gap.all + prior_orders(p, agents, r) * peers->prior / real) : 0;
  return gap;
}
