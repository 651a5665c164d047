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

bool fl_counts_more(fl_counts *counts, const fl_agents *agents, fl_more more) {
  const size_t rooms = agents->rooms.count, brands = agents->brands.count;
  const size_t right = more.rights ? sizeof(fl_right_tally) / 8 : 0, payers = more.rights ? 2 * brands : 0;
  const size_t govern = more.govern ? rooms * sizeof(fl_govern_tally) / 8 : 0;
  const size_t word = more.word ? brands * sizeof(fl_word_tally) / 8 : 0, votes = more.votes ? rooms : 0;
  const size_t stage = more.stage ? rooms * sizeof(fl_stage_tally) / 8 : 0, recalls = more.recalls * sizeof(fl_recall_tally) / 8;
  const size_t aimed = more.aimed * (sizeof *counts->aimed / 8);
  const size_t seeds = more.seeds ? sizeof(fl_seed_count) / 8 : 0, planted = more.seeds ? rooms * sizeof(fl_seed_tally) / 8 : 0;
  const size_t deals = more.deals ? brands * sizeof(fl_deal_tally) / 8 : 0,
               talents = more.deals ? rooms * sizeof(fl_deal_tally) / 8 : 0;
  const size_t offers = more.supply ? agents->offers.count : 0, presale = more.supply ? brands * sizeof(fl_presale_brand) / 8 : 0;
  const size_t bands = more.supply ? FL_PRESALE_BANDS * sizeof *counts->presale_bands / 8 : 0;
  counts->more_words = right + payers + govern + word + votes + aimed + stage + recalls + deals + talents + presale + bands +
                       2 * offers + seeds + planted;
  if (counts->more_words == 0) return true;
  int64_t *words = counts->more = calloc(counts->more_words, 8);
  if (!words) return false;
  if (more.rights) counts->rights = (void *)words, counts->right_payers = (void *)(words + right);
  words += right + payers;
  if (more.govern) counts->govern = (void *)words;
  words += govern;
  if (more.word) counts->word = (void *)words;
  words += word;
  if (more.votes) counts->votes = words;
  words += votes;
  if (more.aimed) counts->aimed = (void *)words;
  words += aimed;
  if (more.stage) counts->stage = (void *)words;
  words += stage;
  if (more.recalls) counts->recalls = (void *)words;
  words += recalls;
  if (more.deals) counts->deals = (void *)words, counts->talents = (void *)(words + deals);
  words += deals + talents;
  if (more.supply) counts->presale = (void *)words, counts->presale_bands = (void *)(words + presale);
  words += presale + bands;
  if (more.supply) counts->cancelled = words, counts->early = words + offers;
  words += 2 * offers;
  if (more.seeds) counts->seeds = (void *)words, counts->seed_rooms = (void *)(words + seeds);
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
  t->outside_drawn += s->outside_drawn * w;
  t->outside_fen += s->outside_fen * w;
  t->outside_stay += s->outside_stay * w;
  for (int c = 0; c < FL_CATEGORIES; c++) t->outside_quanta[c] += s->outside_quanta[c] * w;
}
