#include "mechanisms/private_domain.h"

#include "base/mathx.h"

void fl_private_domain_levers(const fl_params *p, fl_levers *l) {
  const double half = fl_pow(p->visit_half, p->visit_power);
  for (int i = 0; i < 256; i++) {
    // A follower comes when the notification (convex in trust: Hill function) or the feed brings it.
    const double power = fl_pow((i + 0.5) / 256.0, p->visit_power);
    const double notified = p->notification_reach * power / (power + half);
    l->visit_below[i] = fl_share16(1.0 - (1.0 - notified) * (1.0 - p->feed_share));
  }
  for (int source = 0; source < FL_SOURCES; source++) {
    const double kept = source == FL_PAID ? p->ads_follow : 1;
    l->follow_per_minute[source] = (float)(kept * p->follow_per_minute);
    l->follow_after_order[source] = fl_below16(kept * p->follow_after_order);
  }
  l->unfollow_bad = fl_below16(p->unfollow_bad);
  l->unfollow_dull = fl_below16(p->unfollow_dull);
  l->capacity = (uint32_t)(p->follow_capacity + 0.5);
  l->dormant_after = (uint8_t)(p->dormant_after < 255 ? p->dormant_after : 255);
}

void fl_private_domain_night(const fl_params *p, const fl_key *key, uint32_t day, fl_agents *agents, const fl_counts *counts) {
  fl_rooms *rooms = &agents->rooms;
  const double loss = 1.0 - fl_exp(-p->dormant_loss_per_year / 365.0);
  for (uint32_t r = 0; r < rooms->count; r++) {
    const fl_room_tally *t = &counts->rooms[r];
    rooms->active[r] += t->active_delta;
    int64_t dormant = rooms->dormant[r] + t->dormant_delta;
    dormant = dormant > 0 ? dormant : 0;
    // Rounded at random, so that a room with few of them loses one now and then.
    const int64_t lost = (int64_t)((double)dormant * loss + fl_unit(fl_draw(key, FL_STREAM_ROOM, day, r, 2).u[0]));
    rooms->dormant[r] = dormant - (lost < dormant ? lost : dormant);
    rooms->tier[r] = (uint8_t)fl_room_tier((rooms->active[r] + rooms->dormant[r]) / rooms->weight[r]);
  }
}
