#include "mechanisms/growth.h"

#include "base/mathx.h"

fl_growing fl_growth_begin(void) {
  return (fl_growing){.best = -1, .risen = -1};
}

int64_t fl_growth_level(const fl_params *p, double sales, double score) {
  double least = 100 * p->growth_first / 30;
  int64_t level = 0;
  for (; level < FL_GROWTH_LEVELS - 1 && sales >= least; least *= p->growth_step) level++;
  return level >= FL_GROWTH_ENDORSED && score < p->growth_score ? FL_GROWTH_ENDORSED - 1 : level;
}

static void review(const fl_params *p, uint32_t day, int64_t earned, fl_growing *g) {
  const bool first = g->best < 0;
  g->failing = earned < g->level ? g->failing + FL_GROWTH_WEEK : 0;
  if (first || earned > g->level)
    g->level = earned;
  else if (g->failing > p->growth_grace)
    g->level--, g->failing = 0;
  if (g->level <= g->best) return;
  for (int64_t k = g->best + 1; !first && k <= g->level; k++) g->reached[k] = 1;
  g->best = g->level;
  g->risen = first ? -1 : (int64_t)day;
}

void fl_growth_night(const fl_params *p, uint32_t day, const double *score, const fl_brands *brands, fl_growing *growing) {
  for (uint32_t b = 0; b < brands->count; b++) {
    fl_growing *g = &growing[b];
    if (brands->state[b] != FL_IN_BUSINESS) continue;
    if (g->best >= 0 && g->level <= FL_GROWTH_TRAINED) g->trained += (1 - g->trained) / p->growth_training_days;
    if (day + 1 < FL_GROWTH_BEGINS || (day + 1) % FL_GROWTH_WEEK != 0) continue;
    const double sales = brands->turnover_rate[b] / (double)brands->weight[b];
    review(p, day, fl_growth_level(p, sales, score[b]), g);
  }
}

bool fl_growth_in_lane(const fl_params *p, uint32_t day, const fl_growing *g) {
  return g->risen >= 0 && (int64_t)day - g->risen <= p->growth_fast_days;
}

void fl_growth_help(const fl_params *p, uint32_t day, double gap, const fl_growing *g, fl_help *help) {
  help->content += p->growth_training * g->trained * gap;
  if (g->level >= FL_GROWTH_ENDORSED) help->endorsed += p->growth_endorsement;
  if (fl_growth_in_lane(p, day, g)) help->lane *= 1 + p->growth_fast_lane;
}
