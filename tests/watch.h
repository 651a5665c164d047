// A small world that is looked at from inside: what the fans' records said in the morning, after the day was lived and after it was
// settled, and the claims, parcels and orders of the day. Recounts (test_recount.c, test_fan_day.c, test_settle.c) work on it.
#ifndef TESTS_WATCH_H
#define TESTS_WATCH_H

#include "small_world.h"
#include "world/internal.h"

typedef struct watched_post {
  uint32_t fan; // place in memory over all blocks
  fl_post post;
} watched_post;

typedef struct watched_posts {
  watched_post *items;
  size_t count, capacity;
} watched_posts;

typedef struct watched {
  fl_scenario scenario;
  fl_model *model;
  fl_world *world;
  uint32_t day, fans;               // day: the one that was stepped last
  fl_fan *before, *lived, *settled; // in the morning; with claims made; in the evening
  watched_posts due, claims, sent;  // parcels that arrived today; claims of today; parcels of today's orders
  fl_row_sample_order *orders;      // of today, in the order of `sent`
  size_t order_count, order_capacity;
  int calls; // of the clock, today
} watched;

// Takes the scenario. All orders are logged and the invariants are walked.
watched *watch(fl_scenario scenario);
// Steps a day and returns what the platform counted on it.
const fl_tally *watch_day(watched *x);
bool watch_more(const watched *x);
void watch_close(watched *x);

int64_t watch_weight(const watched *x, uint32_t fan);
// Another person came to this place today. Newcomers are not active on their first day.
bool watch_newcomer(const watched *x, uint32_t fan);
bool watch_active(const watched *x, uint32_t fan);

static inline uint32_t post_room(const fl_post *post) {
  return post->what & FL_POST_ROOM;
}
static inline uint32_t post_offer(const fl_post *post) {
  return post_room(post) * FL_OFFERS + (post->what >> FL_POST_OFFER & 3u);
}
static inline uint32_t claim_source(const fl_post *claim) {
  return claim->what >> FL_POST_SOURCE & 3u;
}

// A scenario from the defaults with settings: pairs of key and value.
fl_scenario watch_plan(const char *const *set);
#define WATCH_PLAN(...) watch_plan((const char *const[]){__VA_ARGS__, NULL})
// 20 days before the window and 45 of it, over three turns of the month; two weights; rooms of one brand; red packets, flash offers and
// a subsidy that runs out.
fl_scenario watch_eventful(void);

#endif
