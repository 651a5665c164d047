// What an active fan looks for on the shelf: a part of pass 1 (fan_day.c), compiled with each of its kernels.
#ifndef FANLOOP_FAN_SHELF_H
#define FANLOOP_FAN_SHELF_H

#include "world/fan_day.h"

// Bit c is set where the need in category c is due: nibbles are compared as bytes, even and odd categories apart, and their bits gathered.
static inline uint32_t due_needs(uint64_t needs, uint32_t due) {
  const uint64_t ones = 0x0000010101010101u, nibbles = 15 * ones, add = (128 - due) * ones;
  const uint64_t even = ((needs & nibbles) + add) >> 7 & ones, odd = ((needs >> 4 & nibbles) + add) >> 7 & ones;
  const uint64_t pairs = even | odd << 1, fours = (pairs | pairs >> 6) & 0x0000000f000f000fu;
  return (uint32_t)(fours | fours >> 12 | fours >> 24) & 0xfffu;
}

// What a visit to the shelf opens: by a uniform number in proportion to what the fan is there for. False: a shop page of a room that is
// not there.
static inline bool open_page(const fl_fan_batch *batch, const fl_visitor *v, uint32_t segment, fl_visit *p) {
  const fl_step *step = batch->step;
  const fl_levers *levers = step->levers;
  const float search = levers->shelf_search * (float)v->due_count, shop = levers->shelf_shop * FL_SLOTS;
  float at = fl_unitf(p->draw.u[3]) * v->pages;
  uint32_t category;
  if (at < search) {
    uint32_t due = v->due;
    for (; at >= levers->shelf_search && (due & (due - 1)); at -= levers->shelf_search) due &= due - 1;
    p->field = FL_FIELD_SEARCH;
    category = (uint32_t)__builtin_ctz(due);
  } else if (at < search + shop) {
    const uint32_t slot = (uint32_t)((at - search) / levers->shelf_shop);
    p->field = FL_FIELD_SHOP;
    p->slot = (uint8_t)(slot < FL_SLOTS ? slot : FL_SLOTS - 1);
    p->room = fl_slot_room(v->fan, p->slot);
    return v->fan->room_high[p->slot] & FL_FOLLOWED;
  } else {
    const uint32_t scaled = (p->draw.u[2] >> 16) * FL_CATEGORIES;
    const fl_alias16 *taste = &levers->need_category[segment][scaled >> 16];
    category = (scaled & 0xffffu) < taste->keep_below ? taste->own : taste->other;
    p->field = at - search - shop < v->browse * levers->shelf_mall ? FL_FIELD_MALL : FL_FIELD_RECOMMENDATION;
    if (p->field == FL_FIELD_MALL && v->due) { // one of the due needs
      uint32_t due = v->due;
      for (uint32_t skip = (p->draw.u[2] >> 16) % v->due_count; skip > 0; skip--) due &= due - 1;
      category = (uint32_t)__builtin_ctz(due);
    }
  }
  const uint32_t page = (p->draw.u[2] & 0xffffu) & ((1u << step->page_bits) - 1u);
  p->room = page + ((category + FL_CATEGORIES * p->field) << step->page_bits);
  return true;
}

#endif
