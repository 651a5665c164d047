// Measures of sellers: their books and how they stand, by month. Serial; reads sellers, writes rows.
#include "base/mathx.h"
#include "world/internal.h"

#include <stdlib.h>

// What was posted since the rows before, and from now on counts as told.
#define NEW_OF(items, name, i) ((items)->book_##name[i] - (items)->told_##name[i])

static bool room_is_idle(const fl_rooms *rooms, uint32_t r) {
  int64_t any = 0;
#define FL_ROOM_BOOK(name, sign, doc) any |= NEW_OF(rooms, name, r);
#define FL_BRAND_BOOK(name, sign, doc)
#include "agents/books.def"
#undef FL_ROOM_BOOK
#undef FL_BRAND_BOOK
  return any == 0;
}

static fl_status emit_rooms(fl_world *w) {
  fl_rooms *rooms = &w->agents.rooms;
  fl_row_room_month *rows = calloc(rooms->count + 1, sizeof *rows);
  size_t n = 0;
  if (!rows) return FL_ENVIRONMENT;
  for (uint32_t r = 0; r < rooms->count; r++) {
    if (room_is_idle(rooms, r)) continue;
    fl_row_room_month *row = &rows[n++];
    row->from_date = w->books_from;
    row->to_date = w->step.date;
    row->room = r;
#define FL_ROOM_BOOK(name, sign, doc)                                                                                              \
  row->name##_fen = NEW_OF(rooms, name, r);                                                                                        \
  rooms->told_##name[r] = rooms->book_##name[r];
#define FL_BRAND_BOOK(name, sign, doc)
#include "agents/books.def"
#undef FL_ROOM_BOOK
#undef FL_BRAND_BOOK
  }
  const fl_status status = fl_emit(w, FL_T_room_month, rows, n);
  free(rows);
  return status;
}

static fl_row_brand_month brand_row(fl_world *w, uint32_t b) {
  fl_brands *brands = &w->agents.brands;
  fl_row_brand_month row = {.from_date = w->books_from,
                            .to_date = w->step.date,
                            .brand = b,
                            .state = brands->state[b],
                            .cash_fen = brands->cash[b],
                            .orders_per_day = brands->sales_rate[b],
                            .capacity_per_day = brands->capacity[b],
                            .quality = brands->quality[b],
                            .service = brands->service[b],
                            .price_factor = fl_exp(brands->price_move[b])};
#define FL_ROOM_BOOK(name, sign, doc)                                                                                              \
  row.name##_fen = NEW_OF(brands, name, b);                                                                                        \
  brands->told_##name[b] = brands->book_##name[b];
#define FL_BRAND_BOOK FL_ROOM_BOOK
#include "agents/books.def"
#undef FL_ROOM_BOOK
#undef FL_BRAND_BOOK
  return row;
}

// What festivals took off prices, and coupons: nothing posts them as such, since sales are what was paid and given, and ads are paid for.
fl_status fl_emit_giving(fl_world *w) {
  const fl_offers *offers = &w->agents.offers;
  fl_row_giving_day row = {.date = w->step.date};
  for (uint32_t o = 0; o < offers->count; o++) {
    const int64_t sold = w->counts.sold[o];
    if (sold == 0 || offers->price_fen[o] >= w->usual_fen[o]) continue;
    row.orders += sold;
    row.cut_fen += sold * (w->usual_fen[o] - offers->price_fen[o]);
  }
  for (uint32_t r = 0; w->step.flows > 1 && r < w->agents.rooms.count; r++) row.coupons_fen += w->agents.rooms.ad_by_coupon[r];
  return row.cut_fen || row.coupons_fen ? fl_emit(w, FL_T_giving_day, &row, 1) : FL_OK;
}

fl_status fl_emit_sellers(fl_world *w) {
  const uint32_t count = w->agents.brands.count;
  fl_row_brand_month *rows = calloc(count + 1, sizeof *rows);
  if (!rows) return FL_ENVIRONMENT;
  for (uint32_t b = 0; b < count; b++) rows[b] = brand_row(w, b);
  fl_status status = fl_emit(w, FL_T_brand_month, rows, count);
  free(rows);
  if (status == FL_OK) status = emit_rooms(w);
  w->books_from = w->step.date + 1;
  return status;
}
