#include "agents/agents.h"

#include <stdlib.h>

uint32_t fl_room_tier(int64_t followers) {
  static const int64_t from[FL_ROOM_TIERS] = {
#define FL_ROOM_TIER(name, least) least,
#include "fanloop/room_tiers.def"
#undef FL_ROOM_TIER
  };
  uint32_t tier = 0;
  for (uint32_t t = 1; t < FL_ROOM_TIERS; t++) tier += followers >= from[t];
  return tier;
}

bool fl_agents_alloc(fl_agents *agents, uint32_t fans, uint32_t rooms, uint32_t brands) {
  *agents = (fl_agents){.fan_count = fans, .block_count = (fans + FL_BLOCK_FANS - 1) / FL_BLOCK_FANS};
  agents->rooms.count = rooms;
  agents->offers.count = rooms * FL_OFFERS;
  agents->brands.count = brands;
  bool ok = true;
  agents->fans = aligned_alloc(64, (size_t)agents->block_count * FL_BLOCK_FANS * sizeof(fl_fan));
  agents->queues = calloc(agents->block_count ? agents->block_count : 1, sizeof(fl_queue));
  ok = agents->fans && agents->queues;
  // One extra element keeps calloc(0) out and lets "no room" be a valid pointer.
#define FL_ROOM(type, name, doc) ok = (agents->rooms.name = calloc((size_t)rooms + 1, sizeof(type))) && ok;
#include "agents/rooms.def"
#undef FL_ROOM
#define FL_OFFER(type, name, doc) ok = (agents->offers.name = calloc((size_t)rooms * FL_OFFERS + 1, sizeof(type))) && ok;
#include "agents/offers.def"
#undef FL_OFFER
#define FL_BRAND(type, name, doc) ok = (agents->brands.name = calloc((size_t)brands + 1, sizeof(type))) && ok;
#include "agents/brands.def"
#undef FL_BRAND
  for (uint32_t o = 0; ok && o < agents->offers.count; o++) agents->offers.origin[o] = o;
  return ok;
}

bool fl_scores_alloc(fl_agents *agents) {
  fl_scores *s = &agents->scores;
  const size_t rooms = (size_t)agents->rooms.count + 1, offers = (size_t)agents->offers.count + 1;
  bool ok = (s->sum = calloc(rooms, sizeof *s->sum)) != NULL;
  ok = (s->trouble = calloc(offers, sizeof *s->trouble)) && ok;
  ok = (s->score = calloc(rooms, sizeof *s->score)) && ok;
  ok = (s->level = calloc(rooms, sizeof *s->level)) && ok;
  ok = (s->part = calloc(rooms, sizeof *s->part)) && ok;
  ok = (s->peers = calloc(FL_CATEGORIES, sizeof *s->peers)) && ok;
  return ok;
}

static void free_scores(fl_scores *s) {
  void *const owned[] = {s->sum, s->trouble, s->score, s->level, s->part, s->peers};
  for (size_t i = 0; i < sizeof owned / sizeof *owned; i++) free(owned[i]);
}

bool fl_hosts_alloc(fl_agents *agents) {
  fl_hosts *h = &agents->hosts;
  const size_t rooms = (size_t)agents->rooms.count + 1;
  bool ok = true;
#define FL_HOST(type, name, doc)  ok = (h->name = calloc(rooms * FL_TEAM_MOST, sizeof(type))) && ok;
#define FL_TEAM(type, name, doc)  ok = (h->name = calloc(rooms, sizeof(type))) && ok;
#define FL_TODAY(type, name, doc) FL_TEAM(type, name, doc)
#include "agents/hosts.def"
#undef FL_HOST
#undef FL_TEAM
#undef FL_TODAY
  return ok;
}

static void free_hosts(fl_hosts *h) {
#define FL_HOST(type, name, doc)  free(h->name);
#define FL_TEAM(type, name, doc)  free(h->name);
#define FL_TODAY(type, name, doc) free(h->name);
#include "agents/hosts.def"
#undef FL_HOST
#undef FL_TEAM
#undef FL_TODAY
}

static size_t hosts_bytes_a_room(void) {
  size_t bytes = 0;
#define FL_HOST(type, name, doc)  bytes += FL_TEAM_MOST * sizeof(type);
#define FL_TEAM(type, name, doc)  bytes += sizeof(type);
#define FL_TODAY(type, name, doc) bytes += sizeof(type);
#include "agents/hosts.def"
#undef FL_HOST
#undef FL_TEAM
#undef FL_TODAY
  return bytes;
}

bool fl_distribution_alloc(fl_agents *agents) {
  fl_distribution *d = &agents->distribution;
  const size_t rooms = (size_t)agents->rooms.count + 1, offers = (size_t)agents->offers.count + 1;
  bool ok = (d->talent = calloc(rooms, sizeof *d->talent)) != NULL;
  ok = (d->own = calloc(offers, sizeof *d->own)) && ok;
  ok = (d->past = calloc(offers, sizeof *d->past)) && ok;
  ok = (d->met = calloc((size_t)agents->block_count * FL_BLOCK_FANS, sizeof *d->met)) && ok;
  ok = (d->commission = calloc((size_t)agents->brands.count + 1, sizeof *d->commission)) && ok;
  return ok;
}

static void free_distribution(fl_distribution *d) {
  void *const owned[] = {d->talent, d->own, d->past, d->met, d->commission};
  for (size_t i = 0; i < sizeof owned / sizeof *owned; i++) free(owned[i]);
}

static size_t distribution_bytes(const fl_agents *agents) {
  const fl_distribution *d = &agents->distribution;
  if (!fl_distributed(d)) return 0;
  return agents->rooms.count * sizeof *d->talent + agents->offers.count * (sizeof *d->own + sizeof *d->past) +
         (size_t)agents->block_count * FL_BLOCK_FANS * sizeof *d->met + agents->brands.count * sizeof *d->commission;
}

bool fl_supply_alloc(fl_agents *agents) {
  fl_supply *s = &agents->supply;
  const size_t offers = (size_t)agents->offers.count + 1, brands = (size_t)agents->brands.count + 1;
  bool ok = (s->day = calloc(brands, sizeof *s->day)) != NULL;
  ok = (s->cost_share = calloc(brands, sizeof *s->cost_share)) && ok;
  ok = (s->waits = calloc((size_t)agents->block_count + 1, sizeof *s->waits)) && ok;
#define FL_STYLE(type, name, doc) ok = (s->name = calloc(offers, sizeof *s->name)) && ok;
#define FL_BATCH(type, name, doc) FL_STYLE(type, name, doc)
#define FL_CHAIN(type, name, doc) ok = (s->name = calloc(brands, sizeof *s->name)) && ok;
#define FL_TODAY(type, name, doc) FL_STYLE(type, name, doc)
#include "agents/supply.def"
#undef FL_STYLE
#undef FL_BATCH
#undef FL_CHAIN
#undef FL_TODAY
  return ok;
}

static void free_supply(fl_supply *s, uint32_t blocks) {
  for (uint32_t b = 0; s->waits && b < blocks; b++) free(s->waits[b].posts);
  free(s->waits);
  free(s->day);
  free(s->cost_share);
#define FL_STYLE(type, name, doc) free(s->name);
#define FL_BATCH(type, name, doc) free(s->name);
#define FL_CHAIN(type, name, doc) free(s->name);
#define FL_TODAY(type, name, doc) free(s->name);
#include "agents/supply.def"
#undef FL_STYLE
#undef FL_BATCH
#undef FL_CHAIN
#undef FL_TODAY
}

static size_t supply_bytes(const fl_agents *agents) {
  size_t offer = 0, brand = sizeof(fl_supply_day) + sizeof(double);
#define FL_STYLE(type, name, doc) offer += sizeof(type);
#define FL_BATCH(type, name, doc) offer += FL_BATCHES * sizeof(type);
#define FL_CHAIN(type, name, doc) brand += sizeof(type);
#define FL_TODAY(type, name, doc) offer += sizeof(type);
#include "agents/supply.def"
#undef FL_STYLE
#undef FL_BATCH
#undef FL_CHAIN
#undef FL_TODAY
  return agents->offers.count * offer + agents->brands.count * brand;
}

void fl_agents_free(fl_agents *agents) {
  for (uint32_t b = 0; agents->queues && b < agents->block_count; b++) free(agents->queues[b].posts);
  free(agents->queues);
  free(agents->fans);
#define FL_ROOM(type, name, doc) free(agents->rooms.name);
#include "agents/rooms.def"
#undef FL_ROOM
#define FL_OFFER(type, name, doc) free(agents->offers.name);
#include "agents/offers.def"
#undef FL_OFFER
#define FL_BRAND(type, name, doc) free(agents->brands.name);
#include "agents/brands.def"
#undef FL_BRAND
  free_scores(&agents->scores);
  free_hosts(&agents->hosts);
  free_distribution(&agents->distribution);
  free_supply(&agents->supply, agents->block_count);
  *agents = (fl_agents){0};
}

int64_t fl_queue_bytes(const fl_agents *agents) {
  int64_t bytes = 0;
  for (uint32_t b = 0; b < agents->block_count; b++) {
    bytes += (int64_t)agents->queues[b].capacity * (int64_t)sizeof(fl_post);
    if (agents->supply.waits) bytes += (int64_t)agents->supply.waits[b].capacity * (int64_t)sizeof(fl_post);
  }
  return bytes;
}

int64_t fl_agents_bytes(const fl_agents *agents) {
  size_t room = 0, offer = 0, brand = 0;
#define FL_ROOM(type, name, doc) room += sizeof(type);
#include "agents/rooms.def"
#undef FL_ROOM
#define FL_OFFER(type, name, doc) offer += sizeof(type);
#include "agents/offers.def"
#undef FL_OFFER
#define FL_BRAND(type, name, doc) brand += sizeof(type);
#include "agents/brands.def"
#undef FL_BRAND
  const fl_scores *s = &agents->scores;
  const size_t a_room = sizeof *s->sum + FL_OFFERS * sizeof *s->trouble + sizeof *s->score + sizeof *s->level + sizeof *s->part;
  const size_t scores = fl_scores_kept(s) ? agents->rooms.count * a_room + FL_CATEGORIES * sizeof *s->peers : 0;
  const size_t hosts = fl_hosts_kept(&agents->hosts) ? agents->rooms.count * hosts_bytes_a_room() : 0;
  const size_t supply = fl_supply_kept(&agents->supply) ? supply_bytes(agents) : 0;
  const size_t fixed = (size_t)agents->block_count * (FL_BLOCK_FANS * sizeof(fl_fan) + sizeof(fl_queue)) +
                       agents->rooms.count * room + agents->offers.count * offer + agents->brands.count * brand + scores + hosts +
                       distribution_bytes(agents) + supply;
  return (int64_t)fixed + fl_queue_bytes(agents);
}

bool fl_queue_reserve(fl_queue *queue, uint32_t more) {
  const uint32_t wanted = queue->count + more;
  if (wanted <= queue->capacity) return true;
  const uint32_t capacity = wanted + wanted / 16 + 16;
  fl_post *posts = realloc(queue->posts, capacity * sizeof *posts);
  if (!posts) return false;
  queue->posts = posts;
  queue->capacity = capacity;
  return true;
}
