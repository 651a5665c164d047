#include "mechanisms/governance.h"

#include "agents/goods.h"
#include "base/mathx.h"

enum { TOO_LARGE = FL_LEAST_1m };                           // followers at which nobody sells fakes for long
enum { TEMPTED = 0, LISTING = 1, REPORT = 2, ATTEMPT = 3 }; // k of draws, beside offers, rooms and days

// People at work: the platform's own, and those whose work other money buys.
static double people(const fl_params *p) {
  return p->governance_staff + p->governance_money / p->governance_wage;
}

double fl_interception(const fl_params *p) {
  return 1 - fl_exp(-p->governance_interception_share * people(p) / p->governance_interception_scale);
}

double fl_refund_days(const fl_params *p) {
  return p->governance_refund_days * fl_exp(-(1 - p->governance_interception_share) * people(p) / p->governance_dispute_scale);
}

double fl_refund_relief(const fl_params *p, double days) {
  return 1 - p->governance_refund_relief * fl_exp(-days / p->governance_refund_patience);
}

int64_t fl_governance_cost(const fl_params *p) {
  return fl_round(100 * (p->governance_staff * p->governance_wage + p->governance_money));
}

static bool sells_fakes(const fl_agents *agents, uint32_t r) {
  for (uint32_t o = r * FL_OFFERS; o < (r + 1) * FL_OFFERS; o++)
    if (agents->offers.fake[o]) return true;
  return false;
}

int64_t fl_governance_accounts(const fl_params *p, const fl_agents *agents, uint32_t r) {
  const int64_t real = agents->rooms.weight[r];
  return sells_fakes(agents, r) ? fl_round(p->governance_accounts * (double)real) : real;
}

// The draw by which the world was built (world/build.c).
bool fl_given_fake(const fl_params *p, const fl_key *key, const fl_agents *agents, uint32_t o) {
  const uint8_t kind = agents->brands.kind[agents->rooms.brand[o / FL_OFFERS]];
  return kind == FL_KIND_COUNTERFEITER && fl_unit(fl_draw(key, FL_STREAM_BUILD, 2, o, 0).u[3]) < p->fake_share;
}

// Those for whom a fake would pay if nobody looked turn to it one by one, in an order of their own.
static bool turns(const fl_params *p, const fl_key *key, const fl_agents *agents, uint32_t o) {
  const uint32_t r = o / FL_OFFERS;
  if (!fl_may_turn(agents, r)) return false;
  return fl_unit(fl_draw(key, FL_STREAM_GOVERN, FL_LASTING, o, TEMPTED).u[0]) < p->governance_tempted * agents->rooms.cheating[r];
}

bool fl_may_turn(const fl_agents *agents, uint32_t r) {
  const uint8_t kind = agents->brands.kind[agents->rooms.brand[r]];
  return (kind == FL_KIND_BELT || kind == FL_KIND_NEW) && agents->rooms.first_followers[r] < TOO_LARGE;
}

double fl_cheating_mean(const fl_agents *agents) {
  double cheating = 0, all = 0;
  for (uint32_t r = 0; r < agents->rooms.count; r++) {
    if (!fl_may_turn(agents, r)) continue;
    cheating += (double)agents->rooms.weight[r] * agents->rooms.cheating[r];
    all += (double)agents->rooms.weight[r];
  }
  return all > 0 ? cheating / all : 0;
}

double fl_event_review(const fl_params *p) {
  const double found = fl_interception(p);
  return p->governance_event_review > found ? (p->governance_event_review - found) / (1 - found) : 0;
}

// Goods are listed anew every few days, each on days of its own.
typedef struct listing {
  uint32_t number;
  bool new;
  double u;
} listing;

static listing listing_of(const fl_params *p, const fl_step *step, uint32_t o) {
  const uint32_t days = (uint32_t)(p->governance_listing_days + 0.5), shifted = step->day + o, number = shifted / days;
  return (listing){number, shifted % days == 0, fl_unit(fl_draw(&step->key, FL_STREAM_GOVERN, number, o, LISTING).u[0])};
}

// A listing is looked at once for all events that it is in, on its first day there. What was intercepted before is not in them.
static void review(const fl_agents *agents, uint32_t o, const listing *l, double found, double share, fl_governance_day *day) {
  const uint32_t r = o / FL_OFFERS;
  const fl_offers *offers = &agents->offers;
  const double least = offers->fake[o] ? found : 0, left = 1 - least;
  if (share == 0 || !agents->rooms.admitted[r] || !offers->open[o] || offers->caught[o]) return;
  const bool looked_at = l->u < least + share * left, again = offers->reviewed[o] == 1 + l->number;
  if (!looked_at) return;
  offers->caught[o] = offers->fake[o];
  offers->reviewed[o] = 1 + l->number;
  if (again) return;
  day->reviewed += agents->rooms.weight[r];
  day->kept_out += offers->fake[o] ? agents->rooms.weight[r] : 0;
}

void fl_governance_list(const fl_params *p, const fl_step *step, const fl_agents *agents, fl_governance_day *day) {
  const fl_offers *offers = &agents->offers;
  const double found = fl_interception(p), share = fl_event_review(p);
  for (uint32_t o = 0; o < offers->count; o++) {
    const uint32_t r = o / FL_OFFERS;
    offers->fake[o] = fl_given_fake(p, &step->key, agents, o) || turns(p, &step->key, agents, o);
    offers->caught[o] = 0;
    offers->open[o] &= agents->rooms.banned[r] == 0;
    if (!offers->open[o] || (!offers->fake[o] && (share == 0 || !agents->rooms.admitted[r]))) continue;
    const listing l = listing_of(p, step, o);
    offers->caught[o] = offers->fake[o] && l.u < found;
    review(agents, o, &l, found, share, day);
    if (offers->fake[o] && l.new) {
      const int64_t accounts = fl_governance_accounts(p, agents, r);
      day->listed += accounts;
      day->intercepted += l.u < found ? accounts : 0;
    }
    offers->open[o] = !offers->caught[o];
  }
  for (uint32_t r = 0; r < agents->rooms.count; r++) day->banned += agents->rooms.banned[r] ? agents->rooms.weight[r] : 0;
  day->review_fen = day->reviewed * fl_round(100 * p->governance_review_cost);
  day->cost_fen += day->review_fen;
}

// Of a day on air, as of its usual sales; goods of others that stand in the place today are not the ones that were found.
int64_t fl_governance_penalties(const fl_params *p, const fl_agents *agents) {
  const fl_offers *offers = &agents->offers;
  int64_t sum = 0;
  for (uint32_t o = 0; o < offers->count; o++) {
    if (!offers->caught[o] || !agents->rooms.live[o / FL_OFFERS] || fl_of_others(offers, o)) continue;
    const int64_t fen = fl_round(p->governance_penalty * offers->sales[o] * offers->price_fen[o]);
    agents->brands.penalties_fen[agents->rooms.brand[o / FL_OFFERS]] += fen;
    sum += fen;
  }
  return sum;
}

void fl_governance_judge(const fl_params *p, const fl_step *step, fl_agents *agents, const fl_counts *counts, uint8_t *gone,
                         fl_governance_day *day) {
  fl_rooms *rooms = &agents->rooms;
  const double keep = fl_exp(-1.0 / p->governance_report_memory), looked_at = fl_interception(p);
  const uint32_t wait = (uint32_t)(p->governance_return_days + 0.5);
  for (uint32_t r = 0; r < rooms->count; r++) {
    gone[r] = 0;
    // Of goods that others sell for it, the seller answers as well as who sold them.
    const fl_govern_tally *t = &counts->govern[r];
    const double delivered = (double)(counts->rooms[r].delivered + t->passed_on[0]);
    const double upheld =
        looked_at * ((double)(t->reports + t->passed_on[1]) + p->governance_error * (double)(t->false_reports + t->passed_on[2]));
    rooms->judged[r] = keep * rooms->judged[r] + delivered / (double)rooms->weight[r];
    rooms->upheld[r] = keep * rooms->upheld[r] + upheld / (double)rooms->weight[r];
    if (rooms->banned[r] == 0) {
      const bool many = rooms->upheld[r] >= p->governance_ban_after;
      if (!many || rooms->upheld[r] < p->governance_ban_rate * rooms->judged[r]) continue;
      gone[r] = FL_ROOM_BANNED;
      rooms->upheld[r] = rooms->judged[r] = 0;
      day->bans += fl_governance_accounts(p, agents, r);
      day->rooms += rooms->weight[r];
    } else {
      if (step->day + 1 < rooms->banned[r]) continue;
      day->attempts += fl_governance_accounts(p, agents, r);
      if (fl_unit(fl_draw(&step->key, FL_STREAM_GOVERN, step->day, r, ATTEMPT).u[0]) >= p->governance_block) {
        gone[r] = FL_ROOM_BACK;
        rooms->banned[r] = 0;
        continue;
      }
      day->blocked += fl_governance_accounts(p, agents, r);
    }
    rooms->banned[r] = step->day + 1 + wait; // the day after whose night they try
  }
}

// Days off the air: attempts to come back are `wait` days apart, and each is blocked with the same probability.
static double days_banned(const fl_params *p) {
  const double days = p->governance_return_days / (1 - p->governance_block + 1e-9);
  return days < 365 ? days : 365; // nobody looks farther ahead
}

void fl_governance_remember(const fl_params *p, const fl_agents *agents, const fl_counts *counts, const uint8_t *gone,
                            fl_governance_state *state) {
  const double keep = fl_exp(-1.0 / p->governance_game_memory);
  for (uint32_t k = 0; k < FL_BRAND_KINDS; k++) state->sold[k] *= keep, state->bans[k] *= keep;
  for (uint32_t r = 0; r < agents->rooms.count; r++) {
    const uint32_t kind = agents->brands.kind[agents->rooms.brand[r]];
    state->sold[kind] += (double)counts->govern[r].bought;
    if (gone[r] == FL_ROOM_BANNED && sells_fakes(agents, r)) state->bans[kind] += (double)agents->rooms.weight[r];
  }
}

double fl_ban_loss(const fl_params *p, const fl_agents *agents, const fl_governance_state *state, uint32_t r) {
  const fl_rooms *rooms = &agents->rooms;
  const uint32_t b = rooms->brand[r], kind = agents->brands.kind[b];
  if (!(state->sold[kind] > 0)) return 0;
  double sales = 0;
  for (uint32_t o = r * FL_OFFERS; o < (r + 1) * FL_OFFERS; o++) sales += agents->offers.sales[o] / (double)rooms->weight[r];
  sales *= rooms->live_prob[r]; // usual sales are those of a day on air
  return state->bans[kind] / state->sold[kind] * days_banned(p) * sales * (1 - agents->brands.cost_share[b]);
}

double fl_cheating_night(const fl_params *p, double cheating, double liability) {
  const double found = fl_interception(p);
  const double gain = (p->governance_gain - liability) * (1 - found) - p->governance_penalty * found;
  const double odds = fl_exp(gain / p->governance_temperature < 40 ? gain / p->governance_temperature : 40);
  return cheating + (1 - fl_exp(-1.0 / p->governance_game_memory)) * (odds / (1 + odds) - cheating);
}
