#include "mechanisms/hosts.h"

#include "agents/books.h"
#include "base/mathx.h"

enum { CHOOSE = 1 };                    // k of a room's draw of the day
enum { LARGE = FL_LEAST_waist };        // followers from which a generated room has a team
enum { ENTREPRENEUR = 1, STAR = 2 };    // fl_hosts.origin
static const double unnoticed = 0.05;   // added to parts of affection and pay, so that who has neither has a hazard
static const double least_score = 0.01; // so that nobody is never on air
static const double most_relative = 10; // of a session over the usual one

static uint32_t place_of(uint32_t room, uint32_t place) {
  return room * FL_TEAM_MOST + place;
}

static int rule_of(const fl_params *p, const fl_hosts *h, uint32_t r) {
  return (int)(h->rotation[r] ? h->rotation[r] - 1 : p->hosts_rotation);
}

static uint32_t present_in(const fl_hosts *h, uint32_t r) {
  uint32_t n = 0;
  for (uint32_t i = 0; i < FL_TEAM_MOST; i++) n += h->present[place_of(r, i)];
  return n;
}

// What the scenario says of who holds the place; NULL: somebody drawn.
static const fl_host_def *own_of(const fl_hosts *h, const fl_host_def *own, uint32_t at) {
  return h->own[at] ? &own[h->own[at] - 1] : NULL;
}

// Parts of one: `given` as they are (below 0: not given), the others what is left, by `weight`. Where nobody is left to take it, or more than
// one is given, in proportion.
static void share_out(const double given[FL_TEAM_MOST], const double weight[FL_TEAM_MOST], double out[FL_TEAM_MOST]) {
  double fixed = 0, open = 0, all = 0;
  for (uint32_t i = 0; i < FL_TEAM_MOST; i++) {
    all += weight[i];
    if (given[i] < 0)
      open += weight[i];
    else
      fixed += given[i];
  }
  const bool nothing = !(fixed > 0) && !(open > 0); // all say that they take none
  const double whole = open > 0 && fixed < 1 ? 1 : fixed, rest = fixed < 1 ? 1 - fixed : 0;
  for (uint32_t i = 0; i < FL_TEAM_MOST; i++) {
    if (nothing)
      out[i] = all > 0 ? weight[i] / all : 0;
    else if (given[i] < 0)
      out[i] = open > 0 ? rest * weight[i] / open : 0;
    else
      out[i] = whole > 0 ? given[i] / whole : 0;
  }
}

// ---- People ---------------------------------------------------------------------------------------------------------------------

// Whoever is number `number` in the place is somebody of its own; `own`: 0, or 1 + number of the scenario's host.
static void arrive(const fl_key *key, fl_hosts *h, uint32_t at, uint32_t own) {
  const fl_block b = fl_draw(key, FL_STREAM_HOST, FL_LASTING, at, h->number[at]);
  h->present[at] = 1;
  h->own[at] = own;
  h->arrives[at] = h->sessions[at] = 0;
  h->skill[at] = fl_normal_quantile(fl_unit(b.u[0]));
  h->personality[at] = fl_normal_quantile(fl_unit(b.u[1]));
  h->candour[at] = fl_normal_quantile(fl_unit(b.u[2]));
  h->fatigue[at] = h->affection[at] = h->pay[at] = 0;
  h->popularity[at] = h->sales[at] = h->score[at] = 1;
}

// What the room is like on its first day is what its first team is like in the mean.
static void centre(double *of, uint32_t n) {
  double mean = 0;
  for (uint32_t i = 0; i < n; i++) mean += of[i] / n;
  for (uint32_t i = 0; i < n; i++) of[i] -= mean;
}

// Whom fans like and who earns what on the first day: what hosts say of it, and of the rest, as all do.
static void start_parts(const fl_hosts *h, const fl_host_def *own, uint32_t r, uint32_t n, bool founder) {
  double liked[FL_TEAM_MOST] = {0}, paid[FL_TEAM_MOST] = {0}, likes[FL_TEAM_MOST] = {0}, pays[FL_TEAM_MOST] = {0};
  const fl_host_def *first = own_of(h, own, place_of(r, 0));
  const bool alone = founder && !(first && first->affection >= 0);
  for (uint32_t i = 0; i < n; i++) {
    const fl_host_def *host = own_of(h, own, place_of(r, i));
    liked[i] = host ? host->affection : -1;
    paid[i] = host ? host->pay_share : -1;
    likes[i] = alone ? i == 0 : 1;
    pays[i] = 1;
  }
  share_out(liked, likes, h->affection + place_of(r, 0));
  share_out(paid, pays, h->pay + place_of(r, 0));
}

static uint32_t own_in(const fl_hosts *h, uint32_t r) {
  uint32_t n = 0;
  for (uint32_t at = place_of(r, 0); at < place_of(r, FL_TEAM_MOST); at++) n += h->own[at] != 0;
  return n;
}

static void start_team(const fl_params *p, const fl_key *key, fl_agents *agents, uint32_t r, const fl_room_def *def,
                       const fl_host_def *own) {
  fl_hosts *h = &agents->hosts;
  const uint32_t b = agents->rooms.brand[r], kind = agents->brands.kind[b], at = place_of(r, 0);
  const uint32_t usual = agents->rooms.first_followers[r] >= LARGE ? (uint32_t)p->hosts_team : 1;
  const uint32_t given = own_in(h, r), n = def && def->team > 0 ? (uint32_t)def->team : given ? given : usual;
  h->places[r] = (uint8_t)n;
  h->rotation[r] = (uint8_t)(def ? def->rotation : 0);
  h->store[r] = def && def->broadcast ? def->broadcast == 1 : kind == FL_KIND_BIG;
  h->origin[r] = def && def->origin ? (uint8_t)(def->origin - 1) : kind == FL_KIND_KUAI ? ENTREPRENEUR : 0;
  h->last[r] = (uint8_t)(n - 1);
  h->told[r] = agents->brands.honesty[b];
  for (uint32_t i = 0; i < n; i++) arrive(key, h, at + i, h->own[at + i]);
  start_parts(h, own, r, n, rule_of(p, h, r) == FL_ROTATE_FOUNDER);
  centre(h->skill + at, n);
  centre(h->personality + at, n);
  centre(h->candour + at, n);
}

void fl_hosts_start(const fl_params *p, const fl_key *key, fl_agents *agents, const fl_room_def *defs, uint32_t first_own,
                    uint32_t rooms, const fl_host_def *own) {
  for (uint32_t r = 0; r < agents->rooms.count; r++)
    start_team(p, key, agents, r, r >= first_own && r < first_own + rooms ? &defs[r - first_own] : NULL, own);
}

void fl_hosts_begin(fl_agents *agents, uint32_t r) {
  fl_hosts *h = &agents->hosts;
  const uint32_t team = present_in(h, r);
  h->visits_hour[r] = h->sales_hour[r] = 0;
  for (uint32_t at = place_of(r, 0); at < place_of(r + 1, 0); at++) {
    if (!h->present[at]) continue;
    h->affection[at] = h->pay[at] = 1.0 / team;
    h->popularity[at] = h->sales[at] = h->score[at] = 1;
  }
}

// ---- Leaving --------------------------------------------------------------------------------------------------------------------

uint32_t fl_host_first(const fl_agents *agents, uint32_t r) {
  uint32_t i = 0;
  while (i < FL_TEAM_MOST && !agents->hosts.present[place_of(r, i)]) i++;
  return i;
}

uint32_t fl_host_most_loved(const fl_agents *agents, uint32_t r) {
  const fl_hosts *h = &agents->hosts;
  uint32_t best = fl_host_first(agents, r);
  for (uint32_t i = best; i < FL_TEAM_MOST; i++)
    if (h->present[place_of(r, i)] && h->affection[place_of(r, i)] > h->affection[place_of(r, best)]) best = i;
  return best;
}

double fl_host_hazard(const fl_params *p, const fl_host_def *own, const fl_agents *agents, uint32_t r, uint32_t place) {
  const fl_hosts *h = &agents->hosts;
  const uint32_t at = place_of(r, place);
  const fl_host_def *host = own_of(h, own, at);
  const double log_gap = fl_log((h->affection[at] + unnoticed) / (h->pay[at] + unnoticed));
  const double leaves = host && host->leave >= 0 ? host->leave : p->hosts_leave;
  const double hazard = leaves / 365 * fl_exp(p->hosts_underpaid * log_gap);
  return hazard < 1 ? hazard : 1;
}

double fl_host_part(const fl_params *p, uint32_t today, fl_agents *agents, uint32_t r, uint32_t place) {
  fl_hosts *h = &agents->hosts;
  const uint32_t at = place_of(r, place), wait = (uint32_t)(p->hosts_hire + 0.5);
  const double part = h->affection[at], share = agents->rooms.host_share[r], bound = share * part;
  agents->rooms.host_share[r] = bound < 1 ? fl_clip((share - bound) / (1 - bound), 0, 1) : 0;
  for (uint32_t i = 0; i < FL_TEAM_MOST; i++) h->affection[place_of(r, i)] /= part < 1 ? 1 - part : 1;
  h->present[at] = 0;
  h->affection[at] = h->pay[at] = 0;
  h->number[at]++;
  h->arrives[at] = today + wait;
  return bound;
}

uint32_t fl_host_join(fl_agents *agents, uint32_t r, uint32_t from, uint32_t rival) {
  fl_hosts *h = &agents->hosts;
  uint32_t i = 0;
  while (i < FL_TEAM_MOST && h->present[place_of(rival, i)]) i++;
  if (i == FL_TEAM_MOST) return i;
  const uint32_t at = place_of(rival, i), was = place_of(r, from);
  h->present[at] = 1;
  h->own[at] = h->own[was];
  h->own[was] = 0;
  h->arrives[at] = 0;
  h->skill[at] = h->skill[was];
  h->personality[at] = h->personality[was];
  h->candour[at] = h->candour[was];
  h->fatigue[at] = h->fatigue[was];
  h->affection[at] = h->pay[at] = 0;
  h->popularity[at] = h->sales[at] = h->score[at] = 1;
  h->sessions[at] = 0;
  if (i >= h->places[rival]) h->places[rival] = (uint8_t)(i + 1);
  return i;
}

void fl_host_bind(fl_agents *agents, uint32_t r, uint32_t place, double held, double moved) {
  fl_hosts *h = &agents->hosts;
  const double bound = agents->rooms.host_share[r] * held;
  if (!(moved > 0)) return;
  for (uint32_t i = 0; i < FL_TEAM_MOST; i++) h->affection[place_of(r, i)] *= bound / (bound + moved);
  h->affection[place_of(r, place)] += moved / (bound + moved);
  agents->rooms.host_share[r] = (bound + moved) / (held + moved);
}

// ---- The morning ----------------------------------------------------------------------------------------------------------------

// Luce's choice rule: by (score, less what fatigue takes) to a power.
static uint32_t by_score(const fl_params *p, const fl_step *step, const fl_hosts *h, uint32_t r) {
  double weight[FL_TEAM_MOST], total = 0;
  uint32_t last = FL_TEAM_MOST;
  for (uint32_t i = 0; i < FL_TEAM_MOST; i++) {
    const uint32_t at = place_of(r, i);
    const double score = h->score[at] > least_score ? h->score[at] : least_score;
    const double fresh = fl_log(score) - p->hosts_fatigue_loss * h->fatigue[at];
    weight[i] = h->present[at] ? fl_exp(p->hosts_score_response * fresh) : 0;
    total += weight[i];
  }
  double u = fl_unit(fl_draw(&step->key, FL_STREAM_HOST, step->day, r, CHOOSE).u[0]) * total;
  for (uint32_t i = 0; i < FL_TEAM_MOST; i++) {
    if (!(weight[i] > 0)) continue;
    last = i;
    if (u < weight[i]) return i;
    u -= weight[i];
  }
  return last;
}

static uint32_t next_turn(const fl_hosts *h, uint32_t r) {
  for (uint32_t i = 1; i <= FL_TEAM_MOST; i++) {
    const uint32_t next = (h->last[r] + i) % FL_TEAM_MOST;
    if (h->present[place_of(r, next)]) return next;
  }
  return FL_TEAM_MOST;
}

static uint32_t choose(const fl_params *p, const fl_step *step, const fl_agents *agents, uint32_t r) {
  switch (rule_of(p, &agents->hosts, r)) {
  case FL_ROTATE_FOUNDER: return fl_host_first(agents, r);
  case FL_ROTATE_TURNS: return next_turn(&agents->hosts, r);
  default: return by_score(p, step, &agents->hosts, r);
  }
}

static void go_on_air(const fl_params *p, const fl_host_def *defs, fl_agents *agents, uint32_t r, uint32_t place, double *content) {
  fl_hosts *h = &agents->hosts;
  const uint32_t at = place_of(r, place);
  const double own = h->store[r] ? p->hosts_store_bind : 1;
  const fl_host_def *host = own_of(h, defs, at);
  const double holds = host && host->personality > 0 ? fl_log(host->personality) : p->hosts_personality_sd * h->personality[at];
  const double talks = host && host->skill > 0 ? fl_log(host->skill) : p->hosts_skill_sd * h->skill[at];
  const double stay = holds + (h->origin[r] == STAR ? p->hosts_star : 0);
  const double sell = talks + (h->origin[r] == ENTREPRENEUR ? p->hosts_entrepreneur : 0);
  h->on_air[r] = h->last[r] = (uint8_t)place;
  h->sessions[at]++;
  content[r] *= fl_exp(own * stay - p->hosts_fatigue_loss * h->fatigue[at]);
  h->sells[r] = own * sell;
  h->honesty[r] = host && host->honesty >= 0 ? host->honesty : fl_clip(h->honesty[r] + p->hosts_honesty_sd * h->candour[at], 0, 1);
}

static void fill_places(const fl_step *step, fl_hosts *h, uint32_t r) {
  const bool nobody = present_in(h, r) == 0;
  for (uint32_t i = 0; i < h->places[r]; i++) {
    const uint32_t at = place_of(r, i);
    if (h->present[at] || h->arrives[at] == 0 || step->day < h->arrives[at]) continue;
    arrive(&step->key, h, at, 0);
    if (nobody) h->affection[at] = 1; // of nothing, as yet
  }
}

void fl_hosts_morning(const fl_params *p, const fl_host_def *own, const fl_step *step, fl_agents *agents, const uint8_t *starred,
                      uint8_t *live, double *content) {
  fl_hosts *h = &agents->hosts;
  fl_rooms *rooms = &agents->rooms;
  for (uint32_t r = 0; r < rooms->count; r++) {
    fill_places(step, h, r);
    h->on_air[r] = FL_TEAM_MOST;
    h->sells[r] = 0;
    h->honesty[r] = agents->brands.honesty[rooms->brand[r]];
    if (!rooms->live[r] || starred[r]) continue;
    const uint32_t place = choose(p, step, agents, r);
    if (place < FL_TEAM_MOST)
      go_on_air(p, own, agents, r, place, content);
    else
      rooms->live[r] = live[r] = rooms->admitted[r] = 0, rooms->open[r] = rooms->close[r] = 0;
  }
}

// ---- The night ------------------------------------------------------------------------------------------------------------------

static double over(double value, double usual) {
  return usual > 0 ? fl_clip(value / usual, 0, most_relative) : 1;
}

// What the session says of its host, against what is usual in the room.
static void learn(const fl_params *p, const fl_room_tally *t, fl_hosts *h, uint32_t r, uint32_t at, double hours) {
  const double rate = 1 - fl_exp(-1 / p->hosts_score_memory);
  double visits = 0, sales = 0;
  for (int s = 0; s < FL_LIVE_SOURCES; s++) {
    visits += (double)t->uv[s] / hours;
    sales += (double)t->gmv[s] / hours;
  }
  h->popularity[at] += rate * (over(visits, h->visits_hour[r]) - h->popularity[at]);
  h->sales[at] += rate * (over(sales, h->sales_hour[r]) - h->sales[at]);
  h->visits_hour[r] += h->visits_hour[r] > 0 ? rate * (visits - h->visits_hour[r]) : visits;
  h->sales_hour[r] += h->sales_hour[r] > 0 ? rate * (sales - h->sales_hour[r]) : sales;
}

static void pay_by_score(const fl_hosts *h, const fl_host_def *own, uint32_t r, double all) {
  double agreed[FL_TEAM_MOST], weight[FL_TEAM_MOST];
  for (uint32_t i = 0; i < FL_TEAM_MOST; i++) {
    const uint32_t at = place_of(r, i);
    const fl_host_def *host = own_of(h, own, at);
    agreed[i] = !h->present[at] ? 0 : host ? host->pay_share : -1;
    weight[i] = !h->present[at] ? 0 : all > 0 ? h->score[at] : 1;
  }
  share_out(agreed, weight, h->pay + place_of(r, 0));
}

static void rate_team(const fl_params *p, const fl_host_def *own, fl_hosts *h, uint32_t r) {
  const double weights = p->hosts_pay_affection + p->hosts_pay_popularity + p->hosts_pay_gmv;
  const uint32_t n = present_in(h, r);
  double popularity = 0, sales = 0, all = 0;
  for (uint32_t at = place_of(r, 0); at < place_of(r, FL_TEAM_MOST); at++) {
    popularity += h->present[at] ? h->popularity[at] / n : 0;
    sales += h->present[at] ? h->sales[at] / n : 0;
  }
  for (uint32_t at = place_of(r, 0); at < place_of(r, FL_TEAM_MOST); at++) {
    if (!h->present[at]) continue;
    const double sum = p->hosts_pay_affection * n * h->affection[at] +
                       p->hosts_pay_popularity * over(h->popularity[at], popularity) + p->hosts_pay_gmv * over(h->sales[at], sales);
    h->score[at] = weights > 0 ? sum / weights : 1;
    all += h->score[at];
  }
  pay_by_score(h, own, r, all);
}

// Fen a day besides pay by sales: nothing for the first who is there, unless it was agreed.
static int64_t retainers(const fl_params *p, const fl_host_def *own, const fl_hosts *h, uint32_t r) {
  const int64_t usual = fl_round(100 * p->hosts_retainer);
  int64_t sum = 0;
  bool first = true;
  for (uint32_t at = place_of(r, 0); at < place_of(r, FL_TEAM_MOST); at++) {
    const fl_host_def *host = own_of(h, own, at);
    if (!h->present[at]) continue;
    sum += host && host->retainer >= 0 ? fl_round(100 * host->retainer) : first ? 0 : usual;
    first = false;
  }
  return sum;
}

static void tire_and_rest(const fl_params *p, const fl_host_def *own, fl_hosts *h, uint32_t r, double hours) {
  const uint32_t first = place_of(r, 0), at = first + h->on_air[r];
  const double rests = fl_exp(-1 / p->hosts_recovery);
  for (uint32_t i = first; i < place_of(r, FL_TEAM_MOST); i++) {
    const fl_host_def *host = own_of(h, own, i);
    h->fatigue[i] *= host && host->recovery > 0 ? fl_exp(-1 / host->recovery) : rests;
  }
  if (h->on_air[r] == FL_TEAM_MOST || !(hours > 0)) return;
  const fl_host_def *host = own_of(h, own, at);
  const double tires = host && host->fatigue >= 0 ? host->fatigue : p->hosts_fatigue;
  h->fatigue[at] = 1 - (1 - h->fatigue[at]) * fl_pow(1 - tires, hours);
}

void fl_hosts_night(const fl_params *p, const fl_host_def *own, const fl_counts *counts, fl_agents *agents) {
  fl_hosts *h = &agents->hosts;
  fl_rooms *rooms = &agents->rooms;
  const double told = 1 - fl_exp(-1 / p->delivery_days);
  for (uint32_t r = 0; r < rooms->count; r++) {
    const fl_room_tally *t = &counts->rooms[r];
    const uint32_t first = place_of(r, 0), at = first + h->on_air[r];
    const double hours = (double)(rooms->close[r] - rooms->open[r]) / 60;
    tire_and_rest(p, own, h, r, hours);
    rooms->stage_fen[r] =
        rooms->closed[r] ? 0 : fl_times_fen(&agents->brands, rooms->brand[r], rooms->weight[r], retainers(p, own, h, r));
    if (h->on_air[r] == FL_TEAM_MOST || !(hours > 0)) continue;
    h->told[r] += told * (h->honesty[r] - h->told[r]);
    learn(p, t, h, r, at, hours);
    // Trust that is won in a session is bound to who was there, at the rate at which the room's host share follows its gains.
    for (uint32_t i = 0; t->emotional > 0 && i < FL_TEAM_MOST; i++)
      h->affection[first + i] += p->host_drift * ((first + i == at) - h->affection[first + i]);
    rate_team(p, own, h, r);
  }
}
