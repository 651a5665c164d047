// The fans' vote at galas (M22): which day it is, what it makes of the rooms, and the rows that show it.
#include "mechanisms/festival.h"
#include "world/internal.h"

#include <stdlib.h>

// The festival whose gala is today, or NULL: fans vote once a day, at the gala of the first.
static const fl_festival *gala_today(const fl_world *w) {
  for (size_t p = 0; p < w->policy_count; p++) {
    const fl_policy *policy = &w->policies[p];
    if (policy->kind == FL_FESTIVAL && !policy->off && policy->of.festival.gala_date == w->step.date) return &policy->of.festival;
  }
  return NULL;
}

void fl_open_vote(fl_world *w) {
  const fl_festival *gala = gala_today(w);
  w->step.votes = gala ? (float)gala->gala_votes : 0.0f;
  w->step.vote_trust = gala ? (float)gala->gala_trust : 0.0f;
  for (size_t p = 0; p < w->policy_count; p++)
    if (w->policies[p].kind == FL_FESTIVAL && !w->policies[p].off)
      fl_festival_lift_winners(&w->policies[p].of.festival, w->step.date, &w->agents.rooms, w->boost);
}

void fl_night_vote(fl_world *w) {
  const fl_festival *gala = gala_today(w);
  if (gala) fl_festival_count_votes(gala, w->counts.votes, &w->agents.rooms);
}

fl_status fl_emit_votes(fl_world *w) {
  if (!(w->step.votes > 0)) return FL_OK;
  const fl_rooms *rooms = &w->agents.rooms;
  fl_row_vote_day *rows = calloc(rooms->count + 1, sizeof *rows);
  size_t n = 0;
  if (!rows) return FL_ENVIRONMENT;
  for (uint32_t r = 0; r < rooms->count; r++)
    if (w->counts.votes[r] > 0)
      rows[n++] = (fl_row_vote_day){.date = w->step.date, .room = r, .votes = w->counts.votes[r], .standing = rooms->votes[r]};
  const fl_status status = fl_emit(w, FL_T_vote_day, rows, n);
  free(rows);
  return status;
}
