#include "cli/memory.h"

#include "cli/session.h"
#include "report/text.h"

#include <unistd.h>

fl_memory fl_memory_of(const fl_scenario *s) {
  enum {
    FIXED = 9000000,
    A_FAN = 64,
    PARCELS = 9,
    PARCELS_OF_PACKETS = 21,
    WISHES = 48,
    GOODS_OF_OTHERS = 8,
    A_ROOM = 5500,
    A_ROOM_TOLD = 14000
  };
  fl_memory m = {.parcels = PARCELS, .wishes = s->params.seeding_form != 0 ? WISHES : 0};
  for (size_t i = 0; i < s->policy_count; i++) {
    const fl_policy *policy = &s->policies[i];
    if (!policy->off && policy->kind == FL_FESTIVAL && policy->of.festival.packets_per_day > 0) m.parcels = PARCELS_OF_PACKETS;
  }
  m.fan = A_FAN + m.parcels + m.wishes + (s->params.distribution_share > 0 ? GOODS_OF_OTHERS : 0);
  m.rooms = (A_ROOM + (s->params.word_form != 0 ? A_ROOM_TOLD : 0)) * (s->setup.rooms + (int64_t)s->room_count);
  m.all = FIXED + m.fan * s->setup.fans + m.rooms;
  return m;
}

int64_t fl_memory_machine(void) {
  const long pages = sysconf(_SC_PHYS_PAGES), bytes = sysconf(_SC_PAGESIZE);
  return pages > 0 && bytes > 0 ? (int64_t)pages * bytes : INT64_MAX;
}

bool fl_memory_fits(const fl_scenario *s, uint32_t processes) {
  const fl_memory m = fl_memory_of(s);
  const int64_t machine = fl_memory_machine();
  char fans[FL_NUMBER], rooms[FL_NUMBER], text[FL_SAID];
  if (m.all <= machine / (processes ? processes : 1)) return true;
  snprintf(text, sizeof text, fl_word(FL_W_too_large), s->name, (double)m.all * 1e-9, fl_text_count(s->setup.fans, fans),
           fl_text_count(s->setup.rooms + (int64_t)s->room_count, rooms), processes ? processes : 1, (double)machine * 1e-9);
  fl_tell("%s", fl_text_plural(text));
  return false;
}
