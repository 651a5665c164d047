#include "world/fan_day.h"

#include <stdlib.h>

bool fl_counts_alloc(fl_counts *counts, const fl_agents *agents, size_t policies, bool overlap, size_t pages) {
  const size_t fixed = (sizeof(fl_tally) + 63) / 64 * 8, rooms = agents->rooms.count * sizeof(fl_room_tally) / 8,
               offers = agents->offers.count, policy = policies * sizeof(fl_policy_tally) / 8,
               brands = overlap ? (size_t)agents->brands.count * 2 * FL_SOURCES : 0,
               trouble = fl_scores_kept(&agents->scores) ? offers * FL_TROUBLES : 0;
  // The fixed part is rounded up to whole cache lines, so that each room begins one.
  counts->words = fixed + rooms + 4 * offers + policy + brands + 2 * pages + trouble;
  int64_t *words = aligned_alloc(64, (counts->words * 8 + 63) / 64 * 64);
  *counts = (fl_counts){.fixed = (void *)words, .words = counts->words};
  if (!words) return false;
  words += fixed;
  counts->rooms = (void *)words;
  words += rooms;
  counts->demand = words;
  words += offers;
  counts->sold = words;
  words += offers;
  counts->aided = words;
  words += offers;
  counts->returned = words;
  words += offers;
  counts->policies = (void *)words;
  words += policy;
  counts->overlap = overlap ? (void *)words : NULL;
  words += brands;
  counts->pages = (void *)words;
  words += 2 * pages;
  counts->trouble = trouble ? (void *)words : NULL;
  fl_counts_zero(counts);
  return true;
}

bool fl_counts_more(fl_counts *counts, const fl_agents *agents, bool rights, bool govern, bool stage, size_t recalls) {
  const size_t right = rights ? sizeof(fl_right_tally) / 8 + 2 * (size_t)agents->brands.count : 0;
  const size_t room = govern ? agents->rooms.count * sizeof(fl_govern_tally) / 8 : 0;
  const size_t host = stage ? agents->rooms.count * sizeof(fl_stage_tally) / 8 : 0;
  counts->more_words = right + room + host + recalls * sizeof(fl_recall_tally) / 8;
  if (counts->more_words == 0) return true;
  int64_t *words = counts->more = calloc(counts->more_words, 8);
  if (!words) return false;
  if (rights) {
    counts->rights = (void *)words;
    counts->right_payers = (void *)(words + sizeof(fl_right_tally) / 8);
  }
  if (govern) counts->govern = (void *)(words + right);
  if (stage) counts->stage = (void *)(words + right + room);
  if (recalls) counts->recalls = (void *)(words + right + room + host);
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

void fl_counts_add(fl_counts *into, const fl_counts *from) {
  int64_t *a = (int64_t *)into->fixed;
  const int64_t *b = (const int64_t *)from->fixed;
  for (size_t i = 0; i < into->words; i++) a[i] += b[i];
  for (size_t i = 0; i < into->more_words; i++) into->more[i] += from->more[i];
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

void fl_post_block(const fl_block_counts *s, int64_t w, fl_tally *t) {
  t->active_agents += s->active;
  t->visits_agents += s->visits;
  t->active_fans += s->active * w;
  t->month_active += s->month_active * w;
  t->window_active += s->window_active * w;
  t->content_seconds += s->content_seconds * w;
  t->needs_arrived += s->needs_arrived * w;
  t->needs_leaked += s->needs_leaked * w;
  t->visits += s->visits * w;
  t->claims += s->claims * w;
  t->uv += s->uv * w;
  for (int source = 0; source < FL_SOURCES; source++) {
    t->source[source].uv += s->source_uv[source] * w;
    t->month_uv[source] += s->month_uv[source] * w;
    t->window_uv[source] += s->window_uv[source] * w;
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
