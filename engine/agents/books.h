// Posting on sellers' accounts (books.def): the one way in which cash moves.
#ifndef FANLOOP_BOOKS_OF_AGENTS_H
#define FANLOOP_BOOKS_OF_AGENTS_H

#include "agents/agents.h"
#include "base/mathx.h"

// A sum of fen of the brand, and a product: of what no 64-bit number holds the largest one (or its negative), and the brand's books are spoilt.
void fl_add_fen(fl_brands *brands, uint32_t brand, int64_t *sum, int64_t fen);
int64_t fl_times_fen(fl_brands *brands, uint32_t brand, int64_t times, int64_t fen);

// fl_book_<account> posts `fen` on an account that is the brand's alone; cash moves by its sign.
#define FL_ROOM_BOOK(name, sign, doc)
#define FL_BRAND_BOOK(name, sign, doc) void fl_book_##name(fl_brands *brands, uint32_t brand, int64_t fen);
#include "agents/books.def"
#undef FL_ROOM_BOOK
#undef FL_BRAND_BOOK

// One day of a room, as posted.
typedef struct fl_room_books {
#define FL_ROOM_BOOK(name, sign, doc) int64_t name;
#define FL_BRAND_BOOK(name, sign, doc)
#include "agents/books.def"
#undef FL_ROOM_BOOK
#undef FL_BRAND_BOOK
} fl_room_books;

// Factors on what goods and their carriage cost, for quality and service above those that the seller was built with; `per`: log per 0..1.
static inline double fl_quality_cost(const fl_brands *brands, uint32_t brand, double per) {
  return fl_exp(per * (brands->aim_quality[brand] - brands->built_quality[brand]));
}
static inline double fl_service_cost(const fl_brands *brands, uint32_t brand, double per) {
  return fl_exp(per * (brands->aim_service[brand] - brands->built_service[brand]));
}

// Posts a room's day, for the room and for its brand.
void fl_post_room(fl_agents *agents, uint32_t room, const fl_room_books *day);
// Posts for a brand what was sold of its goods in a room of another seller.
void fl_post_brand(fl_brands *brands, uint32_t brand, const fl_room_books *day);
// Sales less what the day did to cash, fen.
int64_t fl_outlays(const fl_room_books *day);
// What all that was ever posted for a brand has done to its cash; modulo 2^64, as the parts of a sum in range may leave it together.
int64_t fl_balance(const fl_brands *brands, uint32_t brand);

#endif
