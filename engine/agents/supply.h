// Supply (M13): styles and their stock, by offer, and chains of sellers; columns that exist only where supply.form is chain.
// mechanisms/supply.c moves them; whoever asks what a style's stage does to price and choice asks here.
#ifndef FANLOOP_SUPPLY_OF_AGENTS_H
#define FANLOOP_SUPPLY_OF_AGENTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
  FL_BATCHES = 8,       // on the way, of an offer
  FL_WAIT_MOST = 90,    // days that a fan may have to wait
  FL_PRESALE_BANDS = 5, // of trust in the room: no relation, then quarters
  FL_CHAIN_DIRECT = 1   // factory and seller, nobody between
};

// What a style goes through; goods that stay are always daily.
typedef enum fl_stage { FL_STAGE_NEW, FL_STAGE_HIT, FL_STAGE_DAILY, FL_STAGE_CLEARANCE, FL_STAGES } fl_stage;

// How it is on sale today.
typedef enum fl_on_sale { FL_NOTHING_TO_SELL, FL_IN_STOCK, FL_TO_ORDER } fl_on_sale;

// What happened to a brand's goods today, over all real sellers: pieces and fen.
typedef struct fl_supply_day {
  int64_t batches, batch_pieces, paid; // real batches ordered; fen paid for goods, on order and on delivery
  int64_t drawn;                       // cost of goods that left the stock
  int64_t goods;                       // of these, sold
  int64_t stocking;                    // setting up, storage and capital, what was written off
  int64_t demand, sold, turned_away;   // asked for; of these, beyond the stock
  int64_t empty;                       // real offers that had nothing to sell
  int64_t marked, markdown;            // sold in clearance; fen below the price before
  int64_t waste, written_off;          // pieces; fen
  int64_t stage[FL_STAGES];            // real offers
} fl_supply_day;

typedef struct fl_queue fl_queue;
typedef struct fl_supply {
#define FL_STYLE(type, name, doc) type *name;
#define FL_BATCH(type, name, doc) type(*name)[FL_BATCHES];
#define FL_CHAIN(type, name, doc) type *name;
#define FL_TODAY(type, name, doc) type *name;
#include "agents/supply.def"
#undef FL_STYLE
#undef FL_BATCH
#undef FL_CHAIN
#undef FL_TODAY
  fl_supply_day *day;                      // by brand, made anew each day
  double *cost_share;                      // by brand: of its list prices, with the whole chain
  double price[FL_STAGES], air[FL_STAGES]; // factors of a stage, at present
  double fade;                             // log hazard lost per day on offer
  double presale_price;                    // factor
  fl_queue *waits;                         // one a block: orders of presale that have not been shipped yet
} fl_supply;

static inline bool fl_supply_kept(const fl_supply *supply) {
  return supply->stage != NULL;
}

// Whether the present style is made when it has been ordered.
static inline bool fl_presold(const fl_supply *supply, uint32_t offer) {
  return fl_supply_kept(supply) && supply->presale[offer] && supply->stage[offer] != FL_STAGE_CLEARANCE;
}

// Factor on the list price of an offer, by its stage and for who waits.
static inline double fl_style_price(const fl_supply *supply, uint32_t offer) {
  if (!fl_supply_kept(supply)) return 1;
  return supply->price[supply->stage[offer]] * (fl_presold(supply, offer) ? supply->presale_price : 1);
}

// Log of what a style sells over the usual: its appeal, less what it has lost on offer; `today`: day of the run.
static inline double fl_style_sells(const fl_supply *supply, uint32_t offer, uint32_t today) {
  if (!fl_supply_kept(supply) || !supply->styled[offer]) return 0;
  return supply->appeal[offer] - supply->fade * (double)((int32_t)today - supply->born[offer]);
}

// Whether an order of it waits to be made.
static inline bool fl_made_to_order(const fl_supply *supply, uint32_t offer) {
  return fl_supply_kept(supply) && supply->offered[offer] == FL_TO_ORDER;
}

#endif
