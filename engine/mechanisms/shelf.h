// M10 Pan-shelf (泛货架): goods that fans find without a live room, 24 hours a day, in four fields:
//   search          a due need looks for goods of its category; listed by what sold and by reputation
//   mall            browsing for needs; brands and subsidised goods first
//   shop            the shop page of a room that the fan follows
//   recommendation  browsing by taste, without a need; listed by content and sales
// A search, mall or recommendation page shows four goods of one category, of different sellers: goods beside goods, so that prices are
// compared (shelf.price_comparison) and the platform's level is the reference (shelf.reference_room_share). Pages are made anew each
// morning: every place on one is drawn from the listing weights of the field, systematically, so that shares of places keep to them.
#ifndef FANLOOP_SHELF_H
#define FANLOOP_SHELF_H

#include "agents/step.h"
#include "fanloop/scenario.h"

void fl_shelf_levers(const fl_params *params, fl_levers *levers);

// The number of pages of each category in one field and stratum, for a world of so many offers: a power of two.
uint32_t fl_shelf_pages(uint32_t offers);

// The weight of each offer in the listing of a field; 0 for goods that are not listed. `weight` holds offers.count elements. A focus
// seller is met inside the catchment only, as in public allocation.
void fl_shelf_listing(const fl_params *params, const fl_agents *agents, fl_shelf_field field, bool catchment, double *weight);
// Puts the offers of `category` on `pages` pages by their weights: offer[4 x page + place]. A place that finds no seller holds
// FL_NO_OFFER. `u` is uniform on [0, 1).
void fl_shelf_fill(const fl_agents *agents, const double *weight, uint32_t category, uint32_t pages, double u, uint32_t *offer);

#endif
