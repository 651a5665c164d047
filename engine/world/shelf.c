// The shelf of a day: its pages in the morning, and what was seen on them once all fans have lived the day.
#include "base/mathx.h"
#include "world/internal.h"

enum { ROOMS_A_TASK = 64 };

static void weigh(void *arg, uint32_t task, uint32_t worker) {
  fl_world *w = arg;
  (void)worker;
  const uint32_t from = task * ROOMS_A_TASK, to = from + ROOMS_A_TASK, count = w->agents.rooms.count;
  fl_listing_weigh(&w->params, &w->agents, from, to < count ? to : count, &w->listing);
}

static void fill_page(fl_world *w, const uint32_t *offer, fl_page *page) {
  const fl_params *p = &w->params;
  const double common = fl_log(p->shelf_buy / FL_OFFERS);
  *page = (fl_page){.hot = {.close = 24 * 60 - 1}};
  for (uint32_t j = 0; j < FL_OFFERS; j++) {
    page->offer[j] = offer[j];
    if (offer[j] == FL_NO_OFFER) return;
    const fl_hot *room = &w->hot[offer[j] / FL_OFFERS];
    fl_fill_offer(w, offer[j], j, common + fl_name_beside(w, offer[j]), p->shelf_reference, p->shelf_comparison, &page->hot);
    page->stranger[j] = room->stranger;
    page->experience[j] = room->experience;
    page->tier[j] = room->tier;
    page->tiers |= (uint8_t)(1u << room->tier);
  }
}

// One category of one field and stratum.
static void fill_shelf(void *arg, uint32_t task, uint32_t worker) {
  fl_world *w = arg;
  (void)worker;
  const uint32_t pages = 1u << w->step.page_bits, first = task << w->step.page_bits;
  const uint32_t category = task % FL_CATEGORIES, field = task / FL_CATEGORIES % FL_PAGE_FIELDS;
  const uint32_t stratum = task / (FL_CATEGORIES * FL_PAGE_FIELDS);
  if (stratum == 0 && w->agents.focus_blocks == 0) return;
  uint32_t *places = &w->places[(size_t)first * FL_OFFERS];
  fl_listing_fill(&w->agents, &w->listing, stratum, (fl_shelf_field)field, category, pages * FL_OFFERS,
                  fl_draw(&w->step.key, FL_STREAM_SHELF, w->step.day, task, 0), places);
  for (uint32_t i = 0; i < pages; i++) fill_page(w, &places[i * FL_OFFERS], &w->pages[first + i]);
}

void fl_fill_shelf(fl_world *w) {
  const fl_params *p = &w->params;
  const fl_parallel *parallel = &w->options.parallel;
  const bool open = p->shelf_search > 0 || p->shelf_browse > 0 || p->shelf_shop > 0;
  for (uint32_t s = 0; s < FL_STRATA; s++) {
    const bool any = open && (s == 1 || w->agents.focus_blocks > 0);
    w->step.pages[s] = any ? &w->pages[(size_t)s * w->step.page_count] : NULL;
  }
  if (!open) return;
  w->source_open[FL_SHELF] = true;
  fl_listing_begin(&w->agents, &w->listing);
  parallel->run(parallel->workers, (w->agents.rooms.count + ROOMS_A_TASK - 1) / ROOMS_A_TASK, weigh, w);
  fl_listing_end(&w->agents, &w->listing);
  parallel->run(parallel->workers, FL_STRATA * FL_PAGE_FIELDS * FL_CATEGORIES, fill_shelf, w);
}

void fl_post_shelf(fl_world *w) {
  fl_room_tally *rooms = w->workers[0].counts.rooms;
  for (uint32_t s = 0; s < FL_STRATA; s++)
    for (uint32_t i = 0; w->step.pages[s] && i < w->step.page_count; i++) {
      const fl_page *page = &w->step.pages[s][i];
      int64_t views = 0, seconds = 0;
      for (uint32_t k = 0; k < w->options.parallel.workers; k++) {
        views += w->workers[k].counts.pages[s * w->step.page_count + i][0];
        seconds += w->workers[k].counts.pages[s * w->step.page_count + i][1];
      }
      for (int j = 0; views > 0 && j < FL_OFFERS; j++) {
        rooms[page->offer[j] / FL_OFFERS].shelf_views += views;
        rooms[page->offer[j] / FL_OFFERS].shelf_seconds += fl_page_part(seconds, j);
      }
    }
}
