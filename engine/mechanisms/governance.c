#include "mechanisms/governance.h"

#include "base/mathx.h"

enum { TOO_LARGE = 1000000 };                               // followers at which nobody sells fakes for long
enum { TEMPTED = 0, LISTING = 1, REPORT = 2, ATTEMPT = 3 }; // k of draws, beside offers, rooms and days

static double effort(const fl_params *p) {
  return p->governance_staff * p->governance_wage + p->governance_money;
}

double fl_interception(const fl_params *p) {
  return 1 - fl_exp(-p->governance_interception_share * effort(p) / p->governance_interception_scale);
}

double fl_refund_days(const fl_params *p) {
  return p->governance_refund_days * fl_exp(-(1 - p->governance_interception_share) * effort(p) / p->governance_dispute_scale);
}

double fl_refund_relief(const fl_params *p, double days) {
  return 1 - p->governance_refund_relief * fl_exp(-days / p->governance_refund_patience);
}

int64_t fl_governance_cost(const fl_params *p) {
  return fl_round(100 * effort(p));
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

void fl_governance_list(const fl_params *p, const fl_step *step, const fl_agents *agents, fl_governance_day *day) {
  const fl_offers *offers = &agents->offers;
  const double found = fl_interception(p);
  const uint32_t days = (uint32_t)(p->governance_listing_days + 0.5);
  for (uint32_t o = 0; o < offers->count; o++) {
    const uint32_t r = o / FL_OFFERS;
    offers->fake[o] = fl_given_fake(p, &step->key, agents, o) || turns(p, &step->key, agents, o);
    offers->open[o] &= agents->rooms.banned[r] == 0;
    if (!offers->fake[o] || !offers->open[o]) continue;
    // Goods are listed anew every few days, each on days of its own.
    const uint32_t shifted = step->day + o, listing = shifted / days;
    const double u = fl_unit(fl_draw(&step->key, FL_STREAM_GOVERN, listing, o, LISTING).u[0]);
    const double review = agents->rooms.admitted[r] && p->governance_event_review > found ? p->governance_event_review : found;
    offers->open[o] = !(u < review);
    if (shifted % days != 0) continue;
    const int64_t accounts = fl_governance_accounts(p, agents, r);
    day->listed += accounts;
    day->intercepted += u < found ? accounts : 0;
  }
  for (uint32_t r = 0; r < agents->rooms.count; r++) day->banned += agents->rooms.banned[r] ? agents->rooms.weight[r] : 0;
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
  return state->bans[kind] / state->sold[kind] * days_banned(p) * sales * (1 - agents->brands.cost_share[b]);
}

double fl_cheating_night(const fl_params *p, double cheating, double liability) {
  const double found = fl_interception(p);
  const double gain = (p->governance_gain - liability) * (1 - found) - p->governance_penalty * found;
  const double odds = fl_exp(gain / p->governance_temperature < 40 ? gain / p->governance_temperature : 40);
  return cheating + (1 - fl_exp(-1.0 / p->governance_game_memory)) * (odds / (1 + odds) - cheating);
}
