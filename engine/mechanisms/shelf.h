// M10 Pan-shelf (泛货架): goods that fans find without a live room, 24 hours a day, in four fields:
//   search          a due need looks for goods of its category; listed by what sold (its GMV) and by reputation
//   mall            browsing for a need; brands known outside and subsidised goods first
//   shop            the shop page of a room that the fan follows
//   recommendation  browsing by taste, without a need; listed by content and by what sold
// A page of the other three fields shows four goods of one category, of any sellers: goods beside goods, so that prices are compared
// (shelf.price_comparison) and the platform's level is the reference (shelf.reference_room_share). Pages are made anew each morning: the
// places of a category are given out by the weights of the field's listing (systematic sampling: n places of weight w out of W hold an
// offer n w / W times, rounded up or down), in an order drawn at random, so that goods meet on a page by chance.
#ifndef FANLOOP_SHELF_H
#define FANLOOP_SHELF_H

#include "agents/step.h"
#include "fanloop/scenario.h"

void fl_shelf_levers(const fl_params *params, fl_levers *levers);

// The logarithm to base 2 of the pages of each category and field, for a world of so many offers.
uint32_t fl_shelf_page_bits(uint32_t offers);

// How the offers of a field stand for its places.
typedef struct fl_listing {
  double *weight[FL_PAGE_FIELDS]; // of each offer in the listing of a field, 0 for goods that are not listed
  double mean_sales;              // fen a day, of an offer of one real room
  uint32_t *listed;               // offers.count: those that are, by category; listed[begin[c] .. begin[c + 1] - 1]
  uint32_t begin[FL_CATEGORIES + 1];
  // Factors on the weights of focus rooms and of all others: a focus seller is met inside the catchment only, as in public allocation.
  fl_concentrated factor[FL_STRATA][FL_PAGE_FIELDS];
} fl_listing;

// Which offers are on the shelf (offers.listed).
void fl_shelf_start(const fl_params *params, const fl_key *key, fl_agents *agents);
// A morning: the mean, then the weights of rooms [from, to), then the factors and which goods are listed.
void fl_listing_begin(const fl_agents *agents, fl_listing *listing);
void fl_listing_weigh(const fl_params *params, const fl_agents *agents, uint32_t from, uint32_t to, fl_listing *listing);
void fl_listing_end(const fl_agents *agents, fl_listing *listing);
// Fills the places of one category, a power of two: offer[0..places-1], all FL_NO_OFFER where nothing is listed. `draw`: where sampling
// begins, and the order of places.
void fl_listing_fill(const fl_agents *agents, const fl_listing *listing, uint32_t stratum, fl_shelf_field field, uint32_t category,
                     uint32_t places, fl_block draw, uint32_t *offer);

#endif
