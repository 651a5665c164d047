#include "agents/books.h"

void fl_add_fen(fl_brands *brands, uint32_t b, int64_t *sum, int64_t fen) {
  if (!__builtin_add_overflow(*sum, fen, sum)) return;
  *sum = fen < 0 ? -INT64_MAX : INT64_MAX;
  brands->spoilt[b] = 1;
}

int64_t fl_times_fen(fl_brands *brands, uint32_t b, int64_t times, int64_t fen) {
  int64_t product;
  if (!__builtin_mul_overflow(times, fen, &product)) return product;
  brands->spoilt[b] = 1;
  return (times < 0) != (fen < 0) ? -INT64_MAX : INT64_MAX;
}

#define FL_ROOM_BOOK(name, sign, doc)
#define FL_BRAND_BOOK(name, sign, doc)                                                                                             \
  void fl_book_##name(fl_brands *brands, uint32_t b, int64_t fen) {                                                                \
    fl_add_fen(brands, b, &brands->book_##name[b], fen);                                                                           \
    fl_add_fen(brands, b, &brands->cash[b], (sign)*fen);                                                                           \
  }
#include "agents/books.def"
#undef FL_ROOM_BOOK
#undef FL_BRAND_BOOK

void fl_post_brand(fl_brands *brands, uint32_t b, const fl_room_books *day) {
#define FL_ROOM_BOOK(name, sign, doc)                                                                                              \
  fl_add_fen(brands, b, &brands->book_##name[b], day->name);                                                                       \
  fl_add_fen(brands, b, &brands->cash[b], (sign)*day->name);
#define FL_BRAND_BOOK(name, sign, doc)
#include "agents/books.def"
#undef FL_ROOM_BOOK
#undef FL_BRAND_BOOK
}

void fl_post_room(fl_agents *agents, uint32_t r, const fl_room_books *day) {
  fl_rooms *rooms = &agents->rooms;
  fl_post_brand(&agents->brands, rooms->brand[r], day);
#define FL_ROOM_BOOK(name, sign, doc) fl_add_fen(&agents->brands, rooms->brand[r], &rooms->book_##name[r], day->name);
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
#define FL_ROOM_BOOK(name, sign, doc) (void)__builtin_add_overflow(sum, (sign)*brands->book_##name[b], &sum);
#define FL_BRAND_BOOK                 FL_ROOM_BOOK
#include "agents/books.def"
#undef FL_ROOM_BOOK
#undef FL_BRAND_BOOK
  return sum;
}
