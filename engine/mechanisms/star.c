#include "mechanisms/star.h"

#include "base/mathx.h"

static const double visits_memory = 14; // days on air: of a room's usual private visits
static const double least_buying = 1e-6;
static const double most_log_odds = 8; // nearly everybody is active

// Fans who do not sleep: in the long run the part by which waking goes ahead of falling dormant.
static double awake(const fl_params *p) {
  const double both = p->dormancy_per_year + p->waking_per_year;
  return both > 0 ? p->waking_per_year / both : 1;
}

// Part of the fans who are awake that is active at `odds` times the usual odds.
static double active_at(const fl_params *p, const fl_levers *l, double odds) {
  double active = 0;
  for (int shopper = 0; shopper < 2; shopper++)
    for (int i = 0; i < FL_QUANTILES; i++) {
      const double own = odds * (double)l->activity_odds[shopper][i];
      active += (shopper ? p->shopper_share : 1 - p->shopper_share) * own / (1 + own) / FL_QUANTILES;
    }
  return active;
}

double fl_star_odds(const fl_params *p, const fl_levers *l, double population, double lift, double fans) {
  const double wanted = active_at(p, l, 1 + lift) + fans / (population * awake(p));
  double low = 0, high = most_log_odds; // of the factor: activity rises with it
  if (!(fans > 0)) return 1;
  for (int step = 0; step < 50; step++) {
    const double middle = (low + high) / 2;
    *(active_at(p, l, (1 + lift) * fl_exp(middle)) < wanted ? &low : &high) = middle;
  }
  return fl_exp(low);
}

double fl_star_waking(const fl_params *p, double population, double fans) {
  const double sleepers = population * (1 - awake(p));
  const double active = awake(p) > 0 ? p->activity_mean / awake(p) : 0; // the mean of the population counts sleepers
  const double share = sleepers > 0 && active > 0 ? fans / active / sleepers : 0;
  return share < 1 ? share : 1;
}

double fl_star_pass_on(const fl_agents *agents, uint32_t room, double visits, double *exposures) {
  const fl_rooms *rooms = &agents->rooms;
  double total = 0;
  for (uint32_t r = 0; r < rooms->count; r++) {
    const bool open = r != room && rooms->close[r] > rooms->open[r];
    exposures[r] = open && visits > 0 ? rooms->value[r] * (double)rooms->weight[r] : 0;
    total += exposures[r];
  }
  for (uint32_t r = 0; r < rooms->count; r++) exposures[r] *= total > 0 ? visits / total : 0;
  return total > 0 ? visits : 0;
}

double fl_star_buying(const fl_star_session *star, double guests) {
  const double factor = 1 - guests * (1 - star->fit);
  return factor > least_buying ? factor : least_buying;
}

void fl_star_night(const fl_counts *counts, const uint8_t *starred, fl_agents *agents) {
  fl_rooms *rooms = &agents->rooms;
  const double rate = 1 - fl_exp(-1 / visits_memory);
  for (uint32_t r = 0; r < rooms->count; r++)
    if (rooms->live[r] && !starred[r])
      rooms->private_visits[r] += rate * ((double)counts->rooms[r].uv[FL_PRIVATE] - rooms->private_visits[r]);
}
