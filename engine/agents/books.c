#include "agents/books.h"

#define FL_ROOM_BOOK(name, sign, doc)
#define FL_BRAND_BOOK(name, sign, doc)                                                                                             \
  void fl_book_##name(fl_brands *brands, uint32_t b, int64_t fen) {                                                                \
    brands->book_##name[b] += fen;                                                                                                 \
    brands->cash[b] += (sign)*fen;                                                                                                 \
  }
#include "agents/books.def"
#undef FL_ROOM_BOOK
#undef FL_BRAND_BOOK

void fl_post_brand(fl_brands *brands, uint32_t b, const fl_room_books *day) {
#define FL_ROOM_BOOK(name, sign, doc)                                                                                              \
  brands->book_##name[b] += day->name;                                                                                             \
  brands->cash[b] += (sign)*day->name;
#define FL_BRAND_BOOK(name, sign, doc)
#include "agents/books.def"
#undef FL_ROOM_BOOK
#undef FL_BRAND_BOOK
}

void fl_post_room(fl_agents *agents, uint32_t r, const fl_room_books *day) {
  fl_rooms *rooms = &agents->rooms;
  fl_post_brand(&agents->brands, rooms->brand[r], day);
#define FL_ROOM_BOOK(name, sign, doc) rooms->book_##name[r] += day->name;
#define FL_BRAND_BOOK(name, sign, doc)
#include "agents/books.def"
#undef FL_ROOM_BOOK
#undef FL_BRAND_BOOK
}

int64_t fl_outlays(const fl_room_books *day) {
  int64_t sum = day->sales;
#define FL_ROOM_BOOK(name, sign, doc) sum -= (sign)*day->name;
#define FL_BRAND_BOOK(name, sign, doc)
#include "agents/books.def"
#undef FL_ROOM_BOOK
#undef FL_BRAND_BOOK
  return sum;
}

int64_t fl_balance(const fl_brands *brands, uint32_t b) {
  int64_t sum = 0;
#define FL_ROOM_BOOK(name, sign, doc) sum += (sign)*brands->book_##name[b];
#define FL_BRAND_BOOK                 FL_ROOM_BOOK
#include "agents/books.def"
#undef FL_ROOM_BOOK
#undef FL_BRAND_BOOK
  return sum;
}
