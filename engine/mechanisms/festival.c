#include "mechanisms/festival.h"

fl_phase fl_festival_phase(const fl_festival *f, int64_t date) {
  if (date >= f->from && date <= f->to) {
    const bool peak = f->peak_from != FL_NO_DATE && date >= f->peak_from && date <= f->peak_to;
    return peak ? FL_PHASE_PEAK : FL_PHASE_SALE;
  }
  if (date < f->from && date >= f->from - f->heat_days) return FL_PHASE_HEAT;
  if (date > f->to && date <= f->to + f->return_days) return FL_PHASE_RETURN;
  return FL_PHASE_NONE;
}

// The day that fans who know the calendar wait for.
static int64_t awaited(const fl_festival *f) {
  return f->peak_from != FL_NO_DATE ? f->peak_from : f->from;
}

void fl_festival_span(const fl_festival *f, int64_t *first, int64_t *last) {
  const int64_t lead = f->heat_days > f->anticipation_days ? f->heat_days : f->anticipation_days;
  *first = f->from - lead;
  *last = f->to + f->return_days;
  if (f->gala_date == FL_NO_DATE) return;
  if (f->gala_date < *first) *first = f->gala_date;
  if (f->gala_date + f->gala_days > *last) *last = f->gala_date + f->gala_days;
}

// Real rooms that got at least so many votes each.
static int64_t rooms_from(const fl_rooms *rooms, const int64_t *votes, double least) {
  int64_t sum = 0;
  for (uint32_t r = 0; r < rooms->count; r++)
    if ((double)votes[r] / (double)rooms->weight[r] >= least) sum += rooms->weight[r];
  return sum;
}

// The votes that it takes to win are bisected: who is on a par with the first loser loses.
void fl_festival_count_votes(const fl_festival *f, const int64_t *votes, fl_rooms *rooms) {
  double most = 0;
  for (uint32_t r = 0; r < rooms->count; r++) {
    const double each = (double)votes[r] / (double)rooms->weight[r];
    most = each > most ? each : most;
  }
  double low = 0, high = most;
  for (int step = 0; step < 60 && rooms_from(rooms, votes, high) <= f->gala_winners; step++) {
    const double mid = 0.5 * (low + high);
    if (rooms_from(rooms, votes, mid) > f->gala_winners)
      low = mid;
    else
      high = mid;
  }
  const bool any = rooms_from(rooms, votes, high) <= f->gala_winners; // not where more are on a par than may win
  for (uint32_t r = 0; r < rooms->count; r++) {
    const double each = (double)votes[r] / (double)rooms->weight[r];
    const bool wins = any && each > 0 && each >= high;
    rooms->votes[r] = wins ? each / most : 0;
  }
}

void fl_festival_lift_winners(const fl_festival *f, int64_t date, const fl_rooms *rooms, double *boost) {
  if (f->gala_date == FL_NO_DATE || date <= f->gala_date || date > f->gala_date + f->gala_days) return;
  for (uint32_t r = 0; r < rooms->count; r++) boost[r] *= 1 + f->gala_lift * rooms->votes[r];
}

void fl_festival_add_day(const fl_festival *f, int64_t date, fl_festival_day *day) {
  double lift = 0;
  switch (fl_festival_phase(f, date)) {
  case FL_PHASE_HEAT: lift = f->heat_lift; break;
  case FL_PHASE_SALE: lift = f->traffic_lift; break;
  case FL_PHASE_PEAK: lift = f->peak_traffic_lift; break;
  case FL_PHASE_RETURN: lift = f->traffic_lift * (double)(f->to + f->return_days + 1 - date) / (double)(f->return_days + 1); break;
  case FL_PHASE_NONE: break;
  }
  day->traffic_lift = (1 + day->traffic_lift) * (1 + lift) - 1;
  const int64_t ahead = awaited(f) - date; // 1: it begins tomorrow
  if (ahead >= 1 && ahead <= f->anticipation_days)
    day->anticipation += f->anticipation * (double)(f->anticipation_days + 1 - ahead) / (double)f->anticipation_days;
}

static int64_t displayed(const fl_rooms *rooms, uint32_t r) {
  return (rooms->active[r] + rooms->dormant[r]) / rooms->weight[r];
}

// Rooms admitted and live, by falling followers (ties by index), `wanted` at most, into `rank`; returns how many. Insertion: `wanted`
// is small. Each stands for a real room at least, so that more are never needed.
static uint32_t rank_rooms(const fl_rooms *rooms, uint32_t wanted, uint32_t *rank) {
  uint32_t n = 0;
  for (uint32_t r = 0; r < rooms->count && wanted > 0; r++) {
    if (!rooms->admitted[r] || !rooms->live[r]) continue;
    if (n == wanted && displayed(rooms, r) <= displayed(rooms, rank[n - 1])) continue;
    uint32_t at = n < wanted ? n++ : n - 1;
    for (; at > 0 && displayed(rooms, r) > displayed(rooms, rank[at - 1]); at--) rank[at] = rank[at - 1];
    rank[at] = r;
  }
  return n;
}

static void open_flash(const fl_festival *f, uint16_t index, fl_agents *agents, uint32_t *rank) {
  const uint32_t wanted = f->flash_rooms < agents->rooms.count ? (uint32_t)f->flash_rooms : agents->rooms.count;
  const uint32_t n = rank_rooms(&agents->rooms, wanted, rank);
  int64_t left = f->flash_rooms; // real rooms; of the last simulated one a part, and stock for that part alone
  for (uint32_t i = 0; i < n && left > 0; i++) {
    const uint32_t r = rank[i], o = r * FL_OFFERS + FL_OFFERS - 1; // the last offer makes way
    agents->offers.flash[o] = 1;
    agents->offers.flash_policy[o] = index;
    agents->offers.price_fen[o] = (uint32_t)f->flash_price;
    agents->offers.stock[o] = f->flash_stock * (left < agents->rooms.weight[r] ? left : agents->rooms.weight[r]);
    left -= agents->rooms.weight[r];
    // The session covers the opening; a room whose own has no minute today is on air for it alone.
    const bool none = agents->rooms.close[r] <= agents->rooms.open[r];
    const uint16_t open = (uint16_t)(f->flash_minute > 30 ? f->flash_minute - 30 : 0);
    const uint16_t close = (uint16_t)(f->flash_minute + 60 < 1440 ? f->flash_minute + 60 : 1440);
    if (none || agents->rooms.open[r] > open) agents->rooms.open[r] = open;
    if (none || agents->rooms.close[r] < close) agents->rooms.close[r] = close;
  }
}

int64_t fl_festival_apply(const fl_festival *f, uint16_t index, int64_t date, fl_agents *agents, double *boost, double *content,
                          double *discount, uint32_t *rank) {
  const fl_phase phase = fl_festival_phase(f, date);
  fl_rooms *rooms = &agents->rooms;
  int64_t admitted = 0;
  if (phase != FL_PHASE_SALE && phase != FL_PHASE_PEAK) return 0;
  const double cut = phase == FL_PHASE_PEAK ? f->peak_discount : f->seller_discount;
  for (uint32_t r = 0; r < rooms->count; r++) {
    if (!fl_score_passes(&agents->scores, r, f->admission_by, rooms->reputation[r], f->admission_score)) continue;
    rooms->admitted[r] = 1;
    admitted += rooms->weight[r];
    boost[r] *= f->exposure_boost;
    content[r] *= 1 + f->content_lift;
    if (cut > discount[r]) discount[r] = cut;
  }
  if (phase == FL_PHASE_PEAK && f->flash_rooms > 0) open_flash(f, index, agents, rank);
  return admitted;
}
