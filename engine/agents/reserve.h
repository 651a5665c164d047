// Exposures of today's public flow that are kept for some rooms (boost pools of programmes). Who has a pool adds to `exposures` in the
// morning; public allocation makes room for them and says afterwards which part of a room's public visits they were.
#ifndef FANLOOP_RESERVE_H
#define FANLOOP_RESERVE_H

typedef struct fl_reserve {
  double visits;        // public visits that are to be expected today
  double *exposures;    // by room: kept for it today, by all pools together
  double *rate;         // by room: of all public visits of a part of the day, a minute that it is live
  double *pooled, *all; // by room: what today's tables give it of the public flow from pools, and in all; in any unit
} fl_reserve;

#endif
