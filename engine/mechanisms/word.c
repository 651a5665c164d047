#include "mechanisms/word.h"

#include "base/mathx.h"

enum { TASTES = FL_SEGMENTS / FL_CITY_TIERS };

static double at_most_one(double x) {
  return x < 1 ? x : 1;
}

void fl_word_levers(const fl_params *p, fl_levers *l) {
  l->word_known = (float)p->word_known;
  l->word_valence = (float)(p->word_valence / FL_WORD_MOST);
  l->word_stay = (float)p->word_stay;
}

void fl_word_segments(const fl_params *p, double *share) {
  const double city[FL_CITY_TIERS] = {p->city_first, p->city_second, p->city_third,
                                      1 - p->city_first - p->city_second - p->city_third};
  for (int s = 0; s < FL_SEGMENTS; s++) share[s] = city[s / TASTES] / TASTES;
}

void fl_word_told(const fl_params *p, const fl_word_brand *b, bool detractors, double told[FL_SEGMENTS]) {
  const double often = p->word_contacts * (double)b->often * (detractors ? p->word_negativity : 1);
  for (int s = 0; s < FL_SEGMENTS; s++) told[s] = 0;
  for (int s = 0; s < FL_SEGMENTS; s++) {
    const double all = often * (double)b->talk[detractors][s];
    if (all <= 0) continue;
    // Tastes stand in a ring, city tiers in a row.
    const int city = s / TASTES, taste = s % TASTES;
    const bool above = city > 0, below = city < FL_CITY_TIERS - 1;
    const double part = all * p->word_neighbours / (2 + above + below);
    told[s] += all * (1 - p->word_neighbours);
    told[taste < TASTES - 1 ? s + 1 : s + 1 - TASTES] += part;
    told[taste > 0 ? s - 1 : s - 1 + TASTES] += part;
    if (above) told[s - TASTES] += part;
    if (below) told[s + TASTES] += part;
  }
}

void fl_word_night(const fl_params *p, const fl_word_tally *t, const double *good, const double *named, const double *fans,
                   double real, fl_word_brand *b) {
  const double silent = at_most_one(1 / p->word_talk_days), forgotten = at_most_one(1 / p->word_memory);
  double bad[FL_SEGMENTS];
  fl_word_told(p, b, true, bad);
  for (int s = 0; s < FL_SEGMENTS; s++) {
    const double each = fans[s] * real > 0 ? 1 / (fans[s] * real) : 0;
    const double aware = (double)b->aware[s], told = good[s] + bad[s], said = told > 0 ? (good[s] - bad[s]) / told : 0;
    const double heard = at_most_one(told * each),
                 met = at_most_one((p->word_external * (double)t->of[s].strangers + named[s]) * each);
    const double knows = aware + (1 - aware) * at_most_one(heard + met);
    // Who was told today thinks what was said, who met the brand alone thinks nothing yet, the others what they thought.
    const double opinion = aware * (1 - heard) * (double)b->valence[s] + heard * said;
    b->valence[s] = (float)(knows > 0 ? opinion / knows : 0);
    b->aware[s] = (float)(knows * (1 - forgotten));
    b->talk[0][s] += (float)((double)t->of[s].promoters - silent * (double)b->talk[0][s]);
    b->talk[1][s] += (float)((double)t->of[s].detractors - silent * (double)b->talk[1][s]);
  }
}

void fl_word_fill(const fl_word_brand *b, fl_word_known *known) {
  for (int s = 0; s < FL_SEGMENTS; s++) {
    known->of[s].aware_below = fl_share16((double)b->aware[s]);
    known->of[s].valence = (int16_t)((double)b->valence[s] * FL_WORD_MOST);
  }
}

void fl_word_stay(const fl_levers *l, float stay[2 * FL_WORD_MOST + 1]) {
  for (int v = -FL_WORD_MOST; v <= FL_WORD_MOST; v++)
    stay[v + FL_WORD_MOST] = fl_expf(l->word_stay * (l->word_known + l->word_valence * (float)v));
}

double fl_word_referred(const fl_params *p, double wanted) {
  const double planned = p->activity_mean * p->minutes / 60 * p->public_visits; // public visits a fan and day
  return planned > 0 ? at_most_one(wanted / planned) : 0;
}
