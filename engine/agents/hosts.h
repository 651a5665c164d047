// Hosts of rooms (M20): columns that exist only where hosts are kept. mechanisms/hosts.c moves them; whoever asks what a room's host does
// to claims, to the bond with the brand or to sales asks here.
#ifndef FANLOOP_HOSTS_OF_AGENTS_H
#define FANLOOP_HOSTS_OF_AGENTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
  FL_TEAM_MOST = 8 // places of a room
};

typedef struct fl_hosts {
  // By place: FL_TEAM_MOST a room. By room: the team, and what is made anew each morning.
#define FL_HOST(type, name, doc)  type *name;
#define FL_TEAM(type, name, doc)  type *name;
#define FL_TODAY(type, name, doc) type *name;
#include "agents/hosts.def"
#undef FL_HOST
#undef FL_TEAM
#undef FL_TODAY
} fl_hosts;

static inline bool fl_hosts_kept(const fl_hosts *hosts) {
  return hosts->places != NULL;
}

// Honesty of what is claimed in a room today, and of what buyers were told whose parcels are under way; `brand`: the brand's.
static inline double fl_claims_today(const fl_hosts *hosts, uint32_t room, double brand) {
  return fl_hosts_kept(hosts) ? hosts->honesty[room] : brand;
}
static inline double fl_claims_told(const fl_hosts *hosts, uint32_t room, double brand) {
  return fl_hosts_kept(hosts) ? hosts->told[room] : brand;
}

// Log of the factor of today's host on what a minute in the room sells.
static inline double fl_host_sells(const fl_hosts *hosts, uint32_t room) {
  return fl_hosts_kept(hosts) ? hosts->sells[room] : 0;
}

// Whether it is the brand that is on air (店播), not somebody's persona.
static inline bool fl_store_broadcast(const fl_hosts *hosts, uint32_t room) {
  return fl_hosts_kept(hosts) && hosts->store[room];
}

#endif
