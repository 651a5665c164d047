#include "world/fan_day.h"

#include <stdlib.h>

#define FL_COUNT(on, type, member, elements, doc) static_assert(sizeof(type) % 8 == 0, #member " is added up in words");
#define FL_COUNT_MORE                             FL_COUNT
#include "agents/counts.def"
#undef FL_COUNT_MORE
#undef FL_COUNT

// The next array of a run of words, NULL where it is not on.
static void *take(int64_t **words, bool on, size_t elements, size_t size) {
  void *array = on ? *words : NULL;
  *words += on ? elements * (size / 8) : 0;
  return array;
}

bool fl_counts_alloc(fl_counts *counts, const fl_agents *agents, size_t policies, bool overlap, size_t pages) {
  const size_t rooms = agents->rooms.count, offers = agents->offers.count, brands = agents->brands.count;
  const bool scores = fl_scores_kept(&agents->scores);
  // The fixed part is rounded up to whole cache lines, so that each room begins one.
  const size_t fixed = (sizeof(fl_tally) + 63) / 64 * 8;
  *counts = (fl_counts){.words = fixed};
#define FL_COUNT_MORE(on, type, member, elements, doc)
#define FL_COUNT(on, type, member, elements, doc) counts->words += (on) ? (elements) * (sizeof(type) / 8) : 0;
#include "agents/counts.def"
#undef FL_COUNT
  int64_t *words = aligned_alloc(64, (counts->words * 8 + 63) / 64 * 64);
  counts->fixed = (void *)words;
  if (!words) return false;
  words += fixed;
#define FL_COUNT(on, type, member, elements, doc) counts->member = take(&words, on, elements, sizeof(type));
#include "agents/counts.def"
#undef FL_COUNT
#undef FL_COUNT_MORE
  fl_counts_zero(counts);
  return true;
}

bool fl_counts_more(fl_counts *counts, const fl_agents *agents, fl_more more) {
  const size_t rooms = agents->rooms.count, offers = agents->offers.count, brands = agents->brands.count;
  counts->more_words = 0;
#define FL_COUNT(on, type, member, elements, doc)
#define FL_COUNT_MORE(on, type, member, elements, doc) counts->more_words += (on) ? (elements) * (sizeof(type) / 8) : 0;
#include "agents/counts.def"
#undef FL_COUNT_MORE
  if (counts->more_words == 0) return true;
  int64_t *words = counts->more = calloc(counts->more_words, 8);
  if (!words) return false;
#define FL_COUNT_MORE(on, type, member, elements, doc) counts->member = take(&words, on, elements, sizeof(type));
#include "agents/counts.def"
#undef FL_COUNT_MORE
#undef FL_COUNT
  return true;
}

void fl_counts_free(fl_counts *counts) {
  free(counts->more);
  free(counts->fixed);
  *counts = (fl_counts){0};
}

void fl_counts_zero(fl_counts *counts) {
  memset(counts->fixed, 0, counts->words * 8);
  if (counts->more) memset(counts->more, 0, counts->more_words * 8);
}

// Seconds were counted once a visit, in the cell of its source, tier of room and tier of relation.
static void post_seconds(const fl_block_counts *s, int64_t weight, fl_tally *t) {
  for (int source = 0; source < FL_SOURCES; source++)
    for (int tier = 0; tier < FL_ROOM_TIERS; tier++)
      for (int fan_tier = 0; fan_tier < FL_FAN_TIERS; fan_tier++) {
        const int64_t seconds = s->seconds[source][tier][fan_tier] * weight;
        t->source[source].seconds += seconds;
        t->tier[tier][source].seconds += seconds;
        t->fan_tier[fan_tier].seconds += seconds;
      }
}

static void add_weighted(void *to, const void *from, size_t size, int64_t weight) {
  int64_t *a = to;
  const int64_t *b = from;
  for (size_t i = 0; i < size / 8; i++) a[i] += b[i] * weight;
}

void fl_post_block(const fl_block_counts *s, int64_t w, fl_tally *t) {
#define FL_BLOCK_COUNT(member, array)                                                                                              \
  static_assert(sizeof s->member == sizeof t->member, #member);                                                                    \
  add_weighted(&t->member, &s->member, sizeof t->member, w);
#include "world/block_counts.def"
#undef FL_BLOCK_COUNT
  t->active_agents += s->active;
  t->active_fans += s->active * w;
  t->visits_agents += s->visits;
  for (int source = 0; source < FL_SOURCES; source++) {
    t->source[source].uv += s->source_uv[source] * w;
    for (int tier = 0; tier < FL_ROOM_TIERS; tier++) t->tier[tier][source].uv += s->tier_uv[source][tier] * w;
  }
  for (int tier = 0; tier < FL_FAN_TIERS; tier++) {
    t->fan_tier[tier].uv += s->fan_tier_uv[tier] * w;
    for (int band = 0; band < FL_TRUST_BANDS; band++) {
      t->fan_tier_visits[tier] += s->bands[tier][band] * w;
      t->trust_band[band][0] += s->bands[tier][band] * w;
    }
  }
  for (int field = 0; field < FL_SHELF_FIELDS; field++)
    for (int k = 0; k < 2; k++) t->shelf[field][k] += s->shelf[field][k] * w;
  post_seconds(s, w, t);
}
