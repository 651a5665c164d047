// What others do for a seller today (M19): by brand, where there are service providers or growth levels. Neutral values where nobody does.
#ifndef FANLOOP_HELP_H
#define FANLOOP_HELP_H

#include <stdint.h>

typedef struct fl_help {
  double content, sells; // logs: dwell, hazard of a purchase
  double fit;            // factor on returns that do not fit
  double price, cost;    // factors on list prices and on cost of goods
  double service, days;  // of a plugged-in supply chain: service, delivery days; -1 the seller's own
  double endorsed;       // utility for fans who do not know the room
  double lane;           // factor on exposure
} fl_help;

#endif
