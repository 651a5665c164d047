#include "params/check.h"

#include "base/date.h"
#include "base/nearname.h"
#include "base/utf8.h"
#include "params/ids.h"
#include "params/number.h"
#include "params/own_ids.h"
#include "params/seats.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TEXT = 512, MOST_OFFERED = 1000 /* ids: comparing with a million is slow */ };

// One walk over a scenario, and where in it the walk stands.
typedef struct walk {
  const fl_scenario *scenario;
  void (*tell)(void *ctx, const fl_finding *finding);
  void *ctx;
  fl_part part;
  size_t index;
  const char *what, *id; // "subsidy", "ten-billion"; "" outside policies, brands, rooms and hosts
  fl_part lacks;         // of which it reports that some are missing; FL_PART_SCENARIO: of none
  bool calendar;         // the dates of the set-up are usable
  int64_t first, last;   // days of the run, warm-up included
} walk;

static void report(const walk *w, bool missing, const char *field, const char *format, va_list arguments)
    __attribute__((format(printf, 4, 0)));
static void found(const walk *w, const char *field, const char *format, ...) __attribute__((format(printf, 3, 4)));
static void found_missing(const walk *w, const char *field, const char *format, ...) __attribute__((format(printf, 3, 4)));

static void report(const walk *w, bool missing, const char *field, const char *format, va_list arguments) {
  char text[TEXT];
  int used = 0;
  if (w->what[0]) used = snprintf(text, sizeof text, w->id[0] ? "%s \"%s\": " : "%s%s: ", w->what, w->id);
  vsnprintf(text + used, sizeof text - (size_t)used, format, arguments);
  const fl_finding finding = {
      .missing = missing, .part = w->part, .index = w->index, .field = field, .text = text, .lacks = w->lacks};
  w->tell(w->ctx, &finding);
}

static void found(const walk *w, const char *field, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  report(w, false, field, format, arguments);
  va_end(arguments);
}

static void found_missing(const walk *w, const char *field, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  report(w, true, field, format, arguments);
  va_end(arguments);
}

// Reports every required field that has no value yet.
static void check_required(const walk *w, const fl_fields *fields, const void *base) {
  for (size_t i = 0; i < fields->count; i++) {
    const fl_field *field = &fields->rows[i];
    if (!fl_field_required(field)) continue;
    const bool missing = field->kind == FL_KIND_TEXT   ? fl_field_text(field, base)[0] == 0
                         : field->kind == FL_KIND_REAL ? isnan(fl_field_real(field, base))
                                                       : fl_field_int(field, base) == FL_NO_DATE;
    if (missing) found_missing(w, field->name, "%s is missing (%s)", field->name, field->meaning);
  }
}

static void check_order(const walk *w, const char *first_name, int64_t first, const char *last_name, int64_t last) {
  char a[FL_DATE_TEXT], b[FL_DATE_TEXT];
  if (first != FL_NO_DATE && last != FL_NO_DATE && first > last)
    found(w, last_name, "%s (%s) is before %s (%s)", last_name, fl_date_text(last, b), first_name, fl_date_text(first, a));
}

static walk begin_walk(const fl_scenario *scenario, void (*tell)(void *ctx, const fl_finding *finding), void *ctx) {
  const fl_setup *setup = &scenario->setup;
  walk w = {.scenario = scenario, .tell = tell, .ctx = ctx, .what = "", .id = ""};
  w.calendar = setup->from != FL_NO_DATE && setup->to != FL_NO_DATE && setup->from <= setup->to;
  if (w.calendar) {
    w.first = setup->from - setup->warmup;
    w.last = setup->to;
  }
  return w;
}

// `days` and `warmup` reach dates that `from` and `to` refuse.
static void check_era(const walk *w) {
  const fl_field *to = fl_field_find(&fl_setup_fields, "to");
  char date[FL_DATE_TEXT], bound[FL_DATE_TEXT];
  if (!w->calendar) return;
  if ((double)w->last > to->max)
    found(w, "to", "the window ends on %s: the calendar goes to %s", fl_date_text(w->last, date),
          fl_date_text((int64_t)to->max, bound));
  if ((double)w->first < to->min)
    found(w, "warmup", "the warm-up begins on %s: the calendar begins on %s", fl_date_text(w->first, date),
          fl_date_text((int64_t)to->min, bound));
}

// What is missing may stand in a file that could not be read.
static walk lacking(const walk *w, fl_part part) {
  walk out = *w;
  out.lacks = part;
  return out;
}

static void check_setup(walk *w) {
  const fl_setup *setup = &w->scenario->setup;
  w->part = FL_PART_SETUP;
  check_required(w, &fl_setup_fields, setup);
  check_order(w, "from", setup->from, "to", setup->to);
  if (w->calendar && w->last - w->first >= FL_RUN_DAYS_MAX)
    found(w, "to", "warm-up and window together are longer than %d days", FL_RUN_DAYS_MAX);
  check_era(w);
  const double population = w->scenario->params.population;
  char text[FL_NUMBER_TEXT];
  if ((double)setup->fans > population)
    found(w, "fans", "fans must not be more than platform.population (%s), got %lld", fl_number_text(population, text),
          (long long)setup->fans);
  if (!setup->focus_fans) return;
  if (setup->focus_fans >= setup->fans)
    found(w, "focus_fans", "focus_fans must be fewer than fans (%lld), got %lld", (long long)setup->fans,
          (long long)setup->focus_fans);
  if ((double)setup->focus_fans * (double)setup->focus_weight >= population)
    found(w, "focus_fans", "focus_fans × focus_weight must be less than platform.population (%s), got %s",
          fl_number_text(population, text),
          fl_number_text((double)setup->focus_fans * (double)setup->focus_weight, (char[FL_NUMBER_TEXT]){0}));
  const walk lacks = lacking(w, FL_PART_ROOM);
  if (!w->scenario->room_count) found(&lacks, "focus_fans", "focus_fans needs rooms of your own: they are the fans around them");
}

static void check_params(walk *w) {
  const fl_params *params = &w->scenario->params;
  w->part = FL_PART_PARAM;
  if (params->followers_min >= params->followers_max)
    found(w, "platform.followers_min", "platform.followers_min must be less than platform.followers_max");
  double needs = 0, kinds = 0;
#define FL_CATEGORY(c, what, need, price, amplitude, peak, fit) needs += params->need_share_##c;
#include "fanloop/categories.def"
#undef FL_CATEGORY
#define FL_BRAND_KIND(k, what, share, quality, service, price, outside, honesty, margin) kinds += params->kind_share_##k;
#include "fanloop/kinds.def"
#undef FL_BRAND_KIND
  if (!(needs > 0))
    found(w, "category.food.need_share", "the need shares of all categories are zero: at least one must be positive");
  if (!(kinds > 0)) found(w, "kind.belt.share", "the shares of all kinds of seller are zero: at least one must be positive");
}

// Every date of a policy lies in the run; a policy of another year would do nothing, silently.
static void check_in_calendar(const walk *w, const char *name, int64_t date) {
  char text[FL_DATE_TEXT], first[FL_DATE_TEXT], last[FL_DATE_TEXT];
  if (!w->calendar || date == FL_NO_DATE || (date >= w->first && date <= w->last)) return;
  found(w, name, "%s %s is outside the calendar (%s to %s, warm-up included)", name, fl_date_text(date, text),
        fl_date_text(w->first, first), fl_date_text(w->last, last));
}

static void check_dates(const walk *w, int64_t from, int64_t to) {
  check_order(w, "from", from, "to", to);
  check_in_calendar(w, "from", from);
  check_in_calendar(w, "to", to);
}

static void check_festival(const walk *w, const fl_festival *festival) {
  check_in_calendar(w, "gala_date", festival->gala_date);
  const bool starts = festival->peak_from != FL_NO_DATE, ends = festival->peak_to != FL_NO_DATE;
  if (starts != ends)
    found(w, starts ? "peak_from" : "peak_to", "peak needs both days: %s is missing", starts ? "peak_to" : "peak_from");
  if (!starts || !ends) return;
  check_order(w, "peak_from", festival->peak_from, "peak_to", festival->peak_to);
  if (festival->from == FL_NO_DATE || festival->to == FL_NO_DATE) return;
  if (festival->peak_from < festival->from || festival->peak_to > festival->to)
    found(w, "peak_from", "the peak must lie between from and to of the festival");
}

static bool gives_packets(const fl_policy *policy, int64_t date) {
  const fl_festival *f = &policy->of.festival;
  return policy->kind == FL_FESTIVAL && !policy->off && f->packets_per_day > 0 && f->from <= date && date <= f->to;
}

static bool asks_for_score(const fl_policy *policy, int64_t date) {
  const fl_rights *x = &policy->of.rights;
  return policy->kind == FL_RIGHTS_POLICY && !policy->off && x->least_score > 0 && x->from <= date &&
         (x->to == FL_NO_DATE || date <= x->to);
}

// A day knows so many policies of a sort only (`runs`); further ones would be left out, silently. The most run on the first day of one.
static void check_crowd(const walk *w, const fl_policy *policy, int64_t from, bool (*runs)(const fl_policy *, int64_t), int most,
                        const char *field, const char *what) {
  char date[FL_DATE_TEXT];
  int others = 0;
  if (from == FL_NO_DATE || !runs(policy, from)) return;
  for (size_t i = 0; i < w->scenario->policy_count && others < most; i++)
    others += &w->scenario->policies[i] != policy && runs(&w->scenario->policies[i], from);
  if (others == most) found(w, field, "more than %d %s on %s, the most that a day knows", most, what, fl_date_text(from, date));
}

// Rights without dates stand for the whole run.
static void check_crowds(const walk *w, const fl_policy *policy) {
  if (policy->kind == FL_FESTIVAL)
    check_crowd(w, policy, policy->of.festival.from, gives_packets, FL_PACKET_FESTIVALS, "packets_per_day",
                "festivals give out red packets");
  if (policy->kind != FL_RIGHTS_POLICY) return;
  const int64_t from = policy->of.rights.from == FL_NO_DATE && w->calendar ? w->first : policy->of.rights.from;
  check_crowd(w, policy, from, asks_for_score, FL_RIGHT_GATES, "least_score", "rights ask for a score");
}

// A gate that asks for a score that nobody keeps would ask for reputation, silently.
static void check_gates(const walk *w, const fl_fields *fields, const void *base) {
  for (size_t i = 0; i < fields->count && !w->scenario->params.scores_kept; i++) {
    const fl_field *field = &fields->rows[i];
    if (strcmp(field->choices, FL_SCORE_CHOICES) == 0 && fl_field_int(field, base) > 0)
      found(w, field->name, "%s asks for a score, and scores.kept is off: set it to on", field->name);
  }
}

// " (Li, Wang)", where there are few; "" where there are many, or none.
static const char *few_ids(const fl_own_ids *own, char *out, size_t size) {
  enum { FEW = 12 };
  size_t used = 0;
  out[0] = 0;
  for (size_t i = 0; own->count <= FEW && i < own->count && used < size; i++)
    used += (size_t)snprintf(out + used, size - used, "%s%s%s", i ? ", " : " (", own->first + i * own->stride,
                             i + 1 == own->count ? ")" : "");
  return used < size ? out : "";
}

static void found_stranger(const walk *w, fl_part part, const char *field, const char *id, bool suggest) {
  char few[TEXT / 2];
  const walk lacks = lacking(w, part);
  const fl_own_ids own = fl_scenario_own_ids(w->scenario, part);
  fl_near near = fl_near_start(id);
  for (size_t i = 0; suggest && i < own.count && i < MOST_OFFERED; i++) fl_near_offer(&near, own.first + i * own.stride);
  if (near.best)
    found(&lacks, field, "%s \"%s\" is not among the scenario's %ss; did you mean \"%s\"?", field, id, own.what, near.best);
  else
    found(&lacks, field, "%s \"%s\" is not among the scenario's %ss%s", field, id, own.what, few_ids(&own, few, sizeof few));
}

// What a policy names of the scenario's own has to be there; a name that is missing is told elsewhere, or means all.
static void check_own_brand(const walk *w, const char *id) {
  if (id[0] && fl_scenario_brand(w->scenario, id) == SIZE_MAX) found_stranger(w, FL_PART_BRAND, "brand", id, true);
}

static void check_own_room(const walk *w, const char *id) {
  if (id[0] && fl_scenario_room(w->scenario, id) == SIZE_MAX) found_stranger(w, FL_PART_ROOM, "room", id, true);
}

static void check_traffic_pool(const walk *w, const fl_traffic_pool *pool) {
  check_own_brand(w, pool->brand);
  check_own_room(w, pool->room);
}

static void check_service_provider(const walk *w, const fl_service_provider *provider) {
  check_own_brand(w, provider->brand);
}

// Whether some other departure brings the host to the room.
static bool comes_to(const fl_scenario *s, const char *host, const char *room) {
  for (size_t i = 0; i < s->policy_count; i++) {
    const fl_departure *of = &s->policies[i].of.departure;
    if (!s->policies[i].off && s->policies[i].kind == FL_DEPARTURE && strcmp(of->host, host) == 0 && strcmp(of->rival, room) == 0)
      return true;
  }
  return false;
}

static void check_own_host(const walk *w, const fl_departure *departure) {
  const fl_scenario *s = w->scenario;
  const char *id = departure->host;
  double place;
  if (!id[0] || fl_number_parse(id, &place)) return;
  const size_t host = fl_scenario_host(s, id);
  if (host == SIZE_MAX) {
    found_stranger(w, FL_PART_HOST, "host", id, true);
  } else if (strcmp(s->hosts[host].room, departure->room) != 0 && !comes_to(s, id, departure->room)) {
    found(w, "host", "host \"%s\" is in room \"%s\", not in \"%s\"", id, s->hosts[host].room, departure->room);
  }
}

static void check_departure(const walk *w, const fl_departure *departure) {
  const walk lacks = lacking(w, FL_PART_ROOM);
  if (!w->scenario->params.hosts_kept) found(w, "room", "a host can leave where hosts are kept: set hosts.kept to on");
  check_own_room(w, departure->room);
  check_own_host(w, departure);
  if (departure->rival[0] &&
      (fl_scenario_room(w->scenario, departure->rival) == SIZE_MAX || strcmp(departure->rival, departure->room) == 0))
    found(&lacks, "rival", "rival \"%s\" is not among the scenario's other rooms", departure->rival);
}

// Fans of a room learn of one departure at a time.
static void check_departures(const walk *w, const fl_policy *policy) {
  const fl_departure *departure = &policy->of.departure;
  for (size_t i = 0; policy->kind == FL_DEPARTURE && i < w->index; i++) {
    const fl_policy *other = &w->scenario->policies[i];
    if (other->kind != FL_DEPARTURE || other->off || strcmp(other->of.departure.room, departure->room) != 0) continue;
    if (other->of.departure.from <= departure->to && other->of.departure.to >= departure->from) {
      found(w, "from", "fans of room \"%s\" would learn of two departures at a time: let \"%s\" be over first", departure->room,
            other->id);
      return;
    }
  }
}

static void check_star_session(const walk *w, const fl_star_session *star) {
  check_own_room(w, star->room);
}

static void check_defect(const walk *w, const fl_defect *defect) {
  check_own_brand(w, defect->brand);
}

// Whether anybody sells goods of others.
static bool distributes(const fl_scenario *scenario) {
  bool any = scenario->params.distribution_share > 0;
  for (size_t i = 0; i < scenario->room_count; i++) any |= scenario->rooms[i].talent != 0;
  return any;
}

static void check_stream_plan(const walk *w, const fl_stream_plan *plan) {
  (void)plan;
  const walk lacks = lacking(w, FL_PART_ROOM);
  if (!distributes(w->scenario))
    found(&lacks, "share", "nobody sells goods of others: set distribution.share above 0, or a room's talent to true");
}

bool fl_id_check(const char *id, char *why, size_t why_size) {
  const char *wrong = NULL;
  if (!*id)
    wrong = "is empty";
  else if (!fl_utf8_printable(id, strlen(id)))
    wrong = "is not printable UTF-8 text";
  else if (id[0] == ' ' || id[strlen(id) - 1] == ' ')
    wrong = "begins or ends with a space";
  else if (strpbrk(id, ".="))
    wrong = "contains '.' or '=', which separate keys";
  if (wrong) snprintf(why, why_size, "id %s", wrong);
  return !wrong;
}

bool fl_agent_id_check(const char *id, char *why, size_t why_size) {
  double number;
  if (!fl_number_parse(id, &number)) return fl_id_check(id, why, why_size);
  snprintf(why, why_size, "id is a number: add a letter, ids and indices must not be mixed up");
  return false;
}

// --set cannot tell policy "trust" from the group of parameters of that name.
static void check_group(const walk *w, const char *id) {
  const size_t length = strlen(id);
  for (size_t i = 0; i < fl_param_fields.count; i++)
    if (strncmp(fl_param_fields.rows[i].name, id, length) == 0 && fl_param_fields.rows[i].name[length] == '.') {
      found(w, "id", "id is the name of a group of parameters (%s): choose another", fl_param_fields.rows[i].name);
      return;
    }
}

// What a kind of policy has to keep beside what all have to.
static void check_kind(const walk *w, const fl_policy *policy) {
  switch (policy->kind) {
#define RULES_DATES(name)
#define RULES_OWN(name) check_##name(w, &policy->of.name);
#define FL_POLICY(kind, name, title, rules, ...)                                                                                   \
  case kind:                                                                                                                       \
    RULES_##rules(name);                                                                                                           \
    break;
#include "fanloop/policies.def"
#undef RULES_OWN
#undef RULES_DATES
  case FL_POLICY_KINDS: break;
  }
}

// What a policy says, without a look at the others.
static void check_policy(walk *w, size_t index) {
  const fl_policy *policy = &w->scenario->policies[index];
  char why[FL_TEXT_MAX];
  int64_t from, to;
  w->part = FL_PART_POLICY;
  w->index = index;
  w->what = fl_policy_kind_name(policy->kind);
  w->id = policy->id;
  if (!policy->id[0])
    found_missing(w, "id", "id is missing");
  else if (fl_id_check(policy->id, why, sizeof why))
    check_group(w, policy->id);
  else
    found(w, "id", "%s", why);
  check_required(w, fl_policy_fields(policy->kind), &policy->of);
  check_gates(w, fl_policy_fields(policy->kind), &policy->of);
  fl_policy_dates(policy, &from, &to);
  check_dates(w, from, to);
  check_kind(w, policy);
}

// What is wrong with a policy of the world is wrong in every run, also in one of other days.
static void check_absent(const walk *w, size_t index) {
  walk own = *w;
  own.calendar = false;
  check_policy(&own, index);
}

static void check_policies(walk *w) {
  for (size_t i = 0; i < w->scenario->policy_count; i++) {
    if (w->scenario->policies[i].absent) check_absent(w, i);
    if (w->scenario->policies[i].off) continue;
    check_policy(w, i);
    check_crowds(w, &w->scenario->policies[i]);
    check_departures(w, &w->scenario->policies[i]);
  }
}

static void check_brands(walk *w) {
  char why[FL_TEXT_MAX];
  for (size_t i = 0; i < w->scenario->brand_count; i++) {
    const fl_brand_def *brand = &w->scenario->brands[i];
    w->part = FL_PART_BRAND;
    w->index = i;
    w->what = "brand";
    w->id = brand->id;
    if (!brand->id[0])
      found_missing(w, "id", "id is missing");
    else if (!fl_agent_id_check(brand->id, why, sizeof why))
      found(w, "id", "%s", why);
  }
}

// Comparing with every brand is slow: the first few mistakes get a suggestion.
static void report_room_brand(const walk *w, const fl_room_def *room, bool suggest) {
  fl_near near = fl_near_start(room->brand);
  for (size_t i = 0; suggest && i < w->scenario->brand_count; i++) fl_near_offer(&near, w->scenario->brands[i].id);
  const walk lacks = lacking(w, FL_PART_BRAND);
  if (near.best)
    found(&lacks, "brand", "brand \"%s\" is not among the scenario's brands; did you mean \"%s\"?", room->brand, near.best);
  else
    found(&lacks, "brand", "brand \"%s\" is not among the scenario's brands: add fl.brand { id = \"%s\" }", room->brand,
          room->brand);
}

// Followers of focus rooms live in the catchment: in one that is hardly larger they would be nearly all of its fans, who have other
// rooms to follow as well, and the room would sell several times too little.
double fl_catchment_wanted(const fl_setup *setup, const fl_room_def *room) {
  enum { TIMES = 10 };
  const double catchment = (double)setup->focus_fans * (double)setup->focus_weight, wanted = TIMES * (double)room->followers;
  return setup->focus_fans && wanted > catchment ? wanted : 0;
}

static void check_catchment(const walk *w, const fl_room_def *room) {
  const fl_setup *setup = &w->scenario->setup;
  const double catchment = (double)setup->focus_fans * (double)setup->focus_weight, followers = (double)room->followers;
  char a[FL_NUMBER_TEXT], b[FL_NUMBER_TEXT], c[FL_NUMBER_TEXT];
  if (!setup->focus_fans || followers <= catchment) return;
  fl_number_text(followers, a), fl_number_text(catchment, b), fl_number_text(fl_catchment_wanted(setup, room), c);
  found(w, "followers",
        "followers (%s) are more than the real fans of the catchment (focus_fans × focus_weight = %s): raise focus_fans or "
        "focus_weight, to %s in all",
        a, b, c);
}

static void check_rooms(walk *w) {
  char why[FL_TEXT_MAX];
  const size_t brand_count = w->scenario->brand_count;
  fl_id_ref *brands = fl_ids_sort(brand_count, sizeof *w->scenario->brands, brand_count ? w->scenario->brands->id : NULL);
  int suggestions = 20;
  for (size_t i = 0; i < w->scenario->room_count; i++) {
    const fl_room_def *room = &w->scenario->rooms[i];
    w->part = FL_PART_ROOM;
    w->index = i;
    w->what = "room";
    w->id = room->id;
    if (!room->id[0])
      found_missing(w, "id", "id is missing");
    else if (!fl_agent_id_check(room->id, why, sizeof why))
      found(w, "id", "%s", why);
    if (!room->brand[0])
      found_missing(w, "brand", "brand is missing (id of the brand that owns the room)");
    else if ((brands || !brand_count) &&
             fl_ids_find(brands, brand_count, room->brand) == SIZE_MAX) // out of memory: building the world will say so
      report_room_brand(w, room, suggestions-- > 0);
    if (room->team > 0 && !w->scenario->params.hosts_kept)
      found(w, "team", "team asks for hosts, and hosts.kept is off: set it to on");
    check_catchment(w, room);
  }
  free(brands);
}

static void report_seat(const walk *w, const fl_seat *seat, bool suggest) {
  const fl_host_def *host = &w->scenario->hosts[w->index];
  const long long place = host->place, most = FL_SEATS_MOST;
  const walk lacks = lacking(w, FL_PART_HOST);
  const bool said = seat->room != SIZE_MAX && w->scenario->rooms[seat->room].team > 0;
  switch (seat->seating) {
  case FL_SEAT_NO_ROOM: // comparing with every room is slow: the first few mistakes get a suggestion
    if (host->room[0]) found_stranger(w, FL_PART_ROOM, "room", host->room, suggest);
    break;
  case FL_SEAT_TAKEN:
    found(w, "place", "place %lld of room \"%s\" is that of host \"%s\"", place, host->room, w->scenario->hosts[seat->other].id);
    break;
  case FL_SEAT_BEYOND:
    if (said)
      found(w, "place", "place %lld is beyond the team of room \"%s\", which has %u: raise its team", place, host->room,
            seat->team);
    else
      found(&lacks, "place",
            "place %lld leaves a gap: of room \"%s\" %u host%s given; with a team of %lld those not given are drawn", place,
            host->room, seat->team, seat->team == 1 ? " is" : "s are", place);
    break;
  case FL_SEAT_NONE:
    if (said)
      found(w, "room", "room \"%s\" has a team of %u, and more hosts: raise its team", host->room, seat->team);
    else
      found(w, "room", "room \"%s\" has more than %lld hosts", host->room, most);
    break;
  case FL_SEATED: break;
  }
}

// What is more than one altogether is told at the host with whom it becomes so.
static void check_part(const walk *w, const char *name, double part, double *sum) {
  char text[FL_NUMBER_TEXT];
  const double rounding = 1e-9, before = *sum;
  if (part > 0) *sum += part;
  if (before <= 1 + rounding && *sum > 1 + rounding)
    found(w, name, "%s of the hosts of room \"%s\" comes to %s: they are parts of one", name, w->scenario->hosts[w->index].room,
          fl_number_text(*sum, text));
}

typedef struct parts {
  double affection, pay;
} parts;

static void check_host(walk *w, const fl_seat *seat, parts *rooms, int *suggestions) {
  const fl_host_def *host = &w->scenario->hosts[w->index];
  char why[FL_TEXT_MAX];
  w->id = host->id;
  if (!host->id[0])
    found_missing(w, "id", "id is missing");
  else if (!fl_agent_id_check(host->id, why, sizeof why))
    found(w, "id", "%s", why);
  if (!host->room[0]) found_missing(w, "room", "room is missing (id of the own room to whose team it belongs)");
  report_seat(w, seat, seat->room != SIZE_MAX || (*suggestions)-- > 0);
  if (seat->room == SIZE_MAX) return;
  check_part(w, "affection", host->affection, &rooms[seat->room].affection);
  check_part(w, "pay_share", host->pay_share, &rooms[seat->room].pay);
}

static void check_hosts(walk *w) {
  const fl_scenario *s = w->scenario;
  if (!s->host_count) return;
  fl_seat *seats = calloc(s->host_count, sizeof *seats);
  parts *rooms = calloc(s->room_count + 1, sizeof *rooms);
  int suggestions = 20;
  w->part = FL_PART_HOST;
  w->what = "host";
  w->index = 0;
  w->id = s->hosts->id;
  if (!s->params.hosts_kept) found(w, "", "hosts are given, and hosts.kept is off: set it to on");
  if (seats && rooms && fl_scenario_seat(s, seats)) // out of memory: building the world will say so
    for (w->index = 0; w->index < s->host_count; w->index++) check_host(w, &seats[w->index], rooms, &suggestions);
  free(seats);
  free(rooms);
}

void fl_scenario_examine(const fl_scenario *scenario, void (*tell)(void *ctx, const fl_finding *finding), void *ctx) {
  walk w = begin_walk(scenario, tell, ctx);
  check_setup(&w);
  check_params(&w);
  check_policies(&w);
  check_brands(&w);
  check_rooms(&w);
  check_hosts(&w);
  fl_ids_examine(scenario, tell, ctx);
}

void fl_policy_examine(const fl_scenario *scenario, size_t index, void (*tell)(void *ctx, const fl_finding *finding), void *ctx) {
  walk w = begin_walk(scenario, tell, ctx);
  check_policy(&w, index);
}
