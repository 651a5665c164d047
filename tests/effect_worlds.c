#include "effect_worlds.h"

#include "small_world.h"

// Eight weeks from 1 March 2022, after eight of warm-up: the census of every 28th day falls on the last one.
static void plain(fl_scenario *s) {
  s->setup.fans = 8192;
  s->setup.rooms = EFFECT_ROOMS;
  s->setup.warmup = 56;
  s->setup.from = small_date("2022-03-01");
  s->setup.to = s->setup.from + 55;
}

static void shelf(fl_scenario *s) {
  small_set(s, "shelf.search", "0.15");
  small_set(s, "shelf.browse", "0.06");
  small_set(s, "shelf.shop", "0.04");
}

static void ads(fl_scenario *s) {
  small_set(s, "ads.load", "0.3");
}

static void pool(fl_scenario *s) {
  fl_traffic_pool *of = &fl_scenario_add_policy(s, FL_TRAFFIC_POOL, "pool")->of.traffic_pool;
  of->from = s->setup.from;
  of->to = s->setup.to;
  of->exposures = INT64_C(3000000000);
  of->room_tiers = 1; // the tail
}

// Ten days of sale from day 28, the last three of them the peak.
static void sale(fl_scenario *s) {
  fl_festival *of = &fl_scenario_add_policy(s, FL_FESTIVAL, "sale")->of.festival;
  of->from = s->setup.from + 28;
  of->to = of->from + 9;
  of->peak_from = of->to - 2;
  of->peak_to = of->to;
  of->packets_per_day = 20000000;
  of->flash_rooms = 100;
}

static fl_subsidy *subsidy(fl_scenario *s, double yuan) {
  fl_subsidy *of = &fl_scenario_add_policy(s, FL_SUBSIDY, "subsidy")->of.subsidy;
  of->from = s->setup.from;
  of->to = s->setup.to;
  of->budget = (int64_t)(100 * yuan);
  return of;
}

static void rich(fl_scenario *s) {
  subsidy(s, 1e12);
}

static void scarce(fl_scenario *s) {
  subsidy(s, 2e8);
}

static void dear(fl_scenario *s) { // on all goods above 200 yuan
  fl_subsidy *of = subsidy(s, 1e12);
  of->min_price = 20000;
  of->list_share = 1;
}

// Two own brands with two rooms each, alike until told otherwise, in a catchment of four million fans.
static void twins(fl_scenario *s) {
  static const char *const names[] = {"first", "second"};
  s->setup.fans = 12288;
  s->setup.focus_fans = 8192;
  s->setup.focus_weight = 500;
  for (int b = 0; b < 2; b++) {
    strcpy(fl_scenario_add_brand(s)->id, names[b]);
    for (int i = 0; i < EFFECT_TWINS; i++) {
      fl_room_def *room = fl_scenario_add_room(s);
      snprintf(room->id, sizeof room->id, "%s-%d", names[b], i + 1);
      strcpy(room->brand, names[b]);
      room->category = 6 * i;
      room->followers = 1500000;
      room->live_prob = 1;
    }
  }
}

static void serve(fl_scenario *s) { // the first serves well
  twins(s);
  s->brands[0].service = 0.95;
  s->brands[1].service = 0.2;
}

static void known(fl_scenario *s) { // the first is known from elsewhere
  twins(s);
  s->brands[0].outside_trust = 0.9;
}

// The first sells better things from the first day of the window on. Trust in brands weighs double.
static void better(fl_scenario *s) {
  twins(s);
  s->brands[0].quality = s->brands[1].quality = 0.3;
  s->brands[0].change_from = s->setup.from;
  s->brands[0].change_quality = 0.9;
  small_set(s, "trust.brand_utility", "2");
}

static void cheap(fl_scenario *s) { // the first is cheap; fans also look at what others ask, and mind losses much
  twins(s);
  s->brands[0].price_level = 0.7;
  s->brands[1].price_level = 1.3;
  small_set(s, "choice.reference_room_share", "0.6");
  small_set(s, "choice.loss_aversion", "2");
}

static void trusted(fl_scenario *s) { // fans think well of the platform
  small_set(s, "trust.platform_anchor", "0.75");
}

static void let_down(fl_scenario *s) { // fans expect much
  small_set(s, "outcome.expectation_base", "0.7");
}

static void store(fl_scenario *s) { // store broadcasts, of a known brand and of one that is not
  known(s);
  small_set(s, "hosts.kept", "on");
  for (int i = 0; i < 2 * EFFECT_TWINS; i++) {
    s->rooms[i].broadcast = 1;
    s->rooms[i].team = 1;
  }
}

// The hosts of the first brand come from somewhere, those of the second are local talents.
static void origin(fl_scenario *s, int64_t from) {
  twins(s);
  small_set(s, "hosts.kept", "on");
  for (int i = 0; i < 2 * EFFECT_TWINS; i++) {
    s->rooms[i].broadcast = 2;
    s->rooms[i].team = 1;
    s->rooms[i].origin = i < EFFECT_TWINS ? from : 1;
  }
}

static void makers(fl_scenario *s) {
  origin(s, 2);
  small_set(s, "hosts.entrepreneur", "0.4");
}

static void stars(fl_scenario *s) {
  origin(s, 3);
}

// The head host of each brand's first room leaves: a store's of the first brand, one who is the room of the second.
static void parting(fl_scenario *s) {
  static const char *const rooms[] = {"first-1", "second-1"};
  twins(s);
  small_set(s, "hosts.kept", "on");
  for (int i = 0; i < 2 * EFFECT_TWINS; i++) {
    s->rooms[i].team = 1;
    s->rooms[i].broadcast = i < EFFECT_TWINS ? 1 : 2;
  }
  for (int b = 0; b < 2; b++) {
    fl_departure *of = &fl_scenario_add_policy(s, FL_DEPARTURE, b ? "self" : "shop")->of.departure;
    of->from = s->setup.from + 20;
    of->to = of->from + 6;
    strcpy(of->room, rooms[b]);
  }
}

// Half of all goods have one of the rights, and no other right covers any.
#define FL_RIGHT(name, ...)                                                                                                        \
  static void only_##name(fl_scenario *s) {                                                                                        \
    small_set(s, "rights." #name ".coverage", "0.5");                                                                              \
  }
#include "fanloop/rights.def"
#undef FL_RIGHT

static void many_fakes(fl_scenario *s) { // enough to be counted, of which strangers know
  small_set(s, "kind.counterfeiter.share", "0.3");
  small_set(s, "brand.fake_share", "0.7");
  small_set(s, "rights.doubts", "always");
}

static void fakes_fake_nine(fl_scenario *s) {
  only_fake_nine(s);
  many_fakes(s);
}

static void fakes_certificate(fl_scenario *s) {
  only_certificate(s);
  many_fakes(s);
}

static const struct {
  void (*make)(fl_scenario *s); // of the plain world; NULL: as that is
} worlds[EFFECT_WORLDS] = {
#define FL_WORLD(id, make) {make},
#include "effects.def"
};

fl_scenario effect_world(effect_world_id world) {
  fl_scenario s = fl_default_scenario();
  plain(&s);
  if (worlds[world].make) worlds[world].make(&s);
  return s;
}
